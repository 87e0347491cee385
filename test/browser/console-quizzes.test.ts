import type { Browser, Page } from 'playwright-core'
import { serveOffice } from '../support/http'
import { HOUR, type TestOffice } from '../support/office'
import { answersTo, buildBank, buildQuestion, buildQuiz, openQuiz } from '../support/quizzes'
import { xssPayloads } from '../support/xss-payloads'
import { violationsAtRest as atRest } from './calm'
import { describeWithBrowser, overflow } from './chromium'
import { sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor()
const head = '题型,题干,选项A,选项B,选项C,选项D,答案,解析,依据'
const sheet = (...lines: string[]) => ({
  name: '十二月题目.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`\ufeff${[head, ...lines].join('\r\n')}\r\n`),
})
const good = (n: number) => `单选题,第${n}个问题,甲,乙,丙,丁,B,第${n}题的解析,《示例条例》第${n}条`

describeWithBrowser('quizzes in the console', () => {
  let browser: Browser
  atTheDesk(['editor', 'office', 'auditor'], (opened) => {
    ;({ browser, test, web } = opened)
  })

  it('a sheet with faults is told line by line and brings in nothing; the corrected one brings in all', async () => {
    const { page, troubles } = await sitDown(browser, web.base, 'editor', '/questions')
    await page.getByText('题库里还没有题目').waitFor()
    expect(await atRest(page)).toEqual([])
    await page.getByRole('link', { name: '从表格导入' }).click()
    expect(await button(page, '下载样式（Excel）').isEnabled()).toBe(true)
    const file = page.locator('input[type=file]')
    const payload = xssPayloads[0] ?? ''
    await file.setInputFiles(
      sheet(good(1), good(2).replace(',B,', ',E,'), good(1), `${payload},四,甲,乙,,,A,,法`),
    )
    await page.getByText('请改正以后再选一次').waitFor()
    const found = await page.locator('section[aria-labelledby=three] tbody tr').allTextContents()
    expect(found).toEqual([
      '3答案答案的字母超出了填写的选项',
      '4题干与第 2 行相同',
      '5题型应是 单选题、多选题 或 判断题',
      '5解析不能为空',
    ])
    expect(await page.getByText('没有导入任何题目').isVisible()).toBe(true)
    expect(await atRest(page)).toEqual([])
    expect(
      (await test.office.quizBank.listQuestions(await test.staff('editor'), { limit: 10 })).items,
    ).toEqual([])

    await file.setInputFiles(sheet(good(1), good(2), good(3)))
    await button(page, '导入 3 道题').click()
    await page.getByText('已导入 3 道题。').waitFor()
    expect(await atRest(page)).toEqual([])
    await page.getByRole('link', { name: '去题库看看' }).click()
    await page.getByText('第3个问题').first().waitFor()
    await page.getByRole('textbox', { name: '题干中的字' }).fill('第2个')
    await page.keyboard.press('Enter')
    await page.waitForURL('**q=*')
    await page.getByText('第3个问题').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '停用：第2个问题' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
    await page.getByText('没有符合条件的题目').waitFor()
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('a quiz is made of chosen questions, opened by a second person who has read them, and told by its results', async () => {
    const bank = buildBank(6)
    await test.office.quizBank.importQuestions(await test.staff('editor'), bank)
    const author = await sitDown(browser, web.base, 'editor', '/questions/new')
    await author.page.clock.setFixedTime(test.clock.now())
    await author.page.getByLabel('题干').fill('新录入的一道题')
    await author.page.getByLabel('选项 A').fill('甲')
    await author.page.getByLabel('选项 C').fill('丙')
    await author.page.locator('.option label').nth(2).click()
    expect(await atRest(author.page)).toEqual([])
    await author.page.getByLabel('解析').fill('因为')
    await author.page.getByLabel('依据').fill('《示例条例》')
    await button(author.page, '入库').click()
    await author.page.getByText('这次已录入 1 道').waitFor()

    await author.page.goto(`${web.base}/console/quizzes/new`)
    await author.page.getByLabel('标题').fill('十二月问答')
    await author.page.getByText('选定题目').click()
    await author.page.getByText('选中本页').click()
    await author.page.getByText('已选 7 道').waitFor()
    await button(author.page, '存为草稿').click()
    await author.page.getByText('请填写规则').waitFor()
    await author.page.getByText('每份试卷 10 道，只选了 7 道').waitFor()
    expect(await atRest(author.page)).toEqual([])
    await author.page.getByLabel('规则').fill('每人一次，限时十分钟。')
    await author.page.getByLabel('每份试卷（道）').fill('5')
    await author.page.getByLabel('答对几道可抽奖').fill('4')
    await button(author.page, '存为草稿').click()
    await heading(author.page, '十二月问答')
    await author.page.getByRole('link', { name: '修改' }).click()
    await author.page.getByText('已选 7 道').waitFor()
    expect(await author.page.getByLabel('答对几道可抽奖').inputValue()).toBe('4')
    await author.page.getByLabel('标题').fill('十二月有奖问答')
    await button(author.page, '加一个奖项').click()
    await author.page.getByLabel('第 1 个奖项的名称').fill('帆布购物袋')
    expect(await atRest(author.page)).toEqual([])
    await button(author.page, '保存修改').click()
    await heading(author.page, '十二月有奖问答')
    await author.page.getByText('帆布购物袋').waitFor()
    expect(await button(author.page, '开放').count()).toBe(0)
    const id = author.page.url().split('/').at(-1) ?? ''
    expect(withoutRefusals(author.troubles)).toEqual([])

    const draft = await test.office.quizReads.find(id, true)
    expect([draft.questionIds?.length, draft.secondsAllowed]).toEqual([7, 600])
    test.clock.set(draft.opensAt + HOUR)
    const { page, troubles } = await sitDown(browser, web.base, 'office', `/quizzes/${id}`)
    await page.getByText('新录入的一道题').waitFor()
    expect(await atRest(page)).toEqual([])
    await button(page, '开放').click()
    await page.getByRole('dialog').getByRole('button', { name: '开放' }).click()
    await heading(page, '得分分布和每天的份数')
    const known = [...bank, buildQuestion(0, { stem: '新录入的一道题', options: ['甲', '丙'], answer: [1] })]
    for (const [openid, rights] of [
      ['o-1', 5],
      ['o-2', 3],
    ] as const) {
      const actor = await test.resident(openid)
      const { paper } = await test.office.quizAttempts.startAttempt(actor, id)
      await test.office.quizAttempts.submitAttempt(
        actor,
        paper.attemptId,
        answersTo(paper.questions, known, rights),
      )
    }
    await page.reload()
    await page.getByText('平均答对 4.0 道').waitFor()
    await page.getByText('份，50.0%').waitFor()
    expect(await page.locator('section[aria-labelledby=hard] tbody tr').count()).toBeGreaterThan(4)
    expect(await atRest(page)).toEqual([])
    await button(page, '提前结束').click()
    await page.getByRole('dialog').getByRole('button', { name: '提前结束' }).click()
    await page.getByText('结果已固定', { exact: true }).waitFor()
    expect(await atRest(page)).toEqual([])
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('whoever may not see the answers sees neither the bank nor its entry', async () => {
    await test.office.quizBank.importQuestions(await test.staff('editor'), buildBank(6))
    const quiz = await openQuiz(test)
    const { page, troubles } = await sitDown(browser, web.base, 'auditor', `/quizzes/${quiz.id}`)
    await heading(page, '规则和奖项')
    expect(await page.getByText('题目和答案').count()).toBe(0)
    for (const name of ['开放', '提前结束', '下载海报（SVG）'])
      expect(await button(page, name).count()).toBe(0)
    expect(await page.getByRole('link', { name: '题库' }).count()).toBe(0)
    for (const path of ['questions', 'questions/new', 'questions/import', 'quizzes/new']) {
      await page.goto(`${web.base}/console/${path}`)
      await heading(page, '您没有查看这一页的权限')
    }
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('shows markup in questions, options, rules and prizes as the text it is', async () => {
    const editor = await test.staff('editor')
    // What holds a NUL is refused at every counter.
    const stems = [...new Set(xssPayloads)].filter((p) => !p.includes('\u0000'))
    const over = (stem: string) => ({
      stem,
      explanation: stem,
      citation: stem,
      options: [stem, '乙'],
      answer: [0],
    })
    const bank = stems.map((stem) => buildQuestion(0, over(stem)))
    await test.office.quizBank.importQuestions(editor, bank)
    const [title = '', rules = ''] = stems
    const input = buildQuiz(test.clock.now(), { title, rules, prizes: [{ name: title, count: 1 }] })
    const quiz = await test.office.quizzes.createQuiz(editor, input)
    const { page, troubles } = await sitDown(browser, web.base, 'editor', '/questions')
    const shown: string[] = []
    const foreign = page.locator('main :is(img, iframe, script, object, embed, a[href^="javascript:"])')
    for (let turns = 0; turns < 9; turns++) {
      await page.getByText(`第 ${turns + 1} 页`).waitFor()
      shown.push(...(await page.locator('.el-table__body .stem:not(.quiet)').allTextContents()))
      expect(await foreign.count()).toBe(0)
      if (await button(page, '下一页').isDisabled()) break
      await button(page, '下一页').click()
    }
    expect(shown.sort()).toEqual([...stems].sort())
    await page.locator('.el-table__expand-icon').first().click()
    for (const path of [`quizzes/${quiz.id}`, 'quizzes']) {
      await page.goto(`${web.base}/console/${path}`)
      await page.getByText(title).first().waitFor()
      expect(await foreign.count()).toBe(0)
    }
    expect(withoutRefusals(troubles)).toEqual([])
  })
})
