import type { Browser, Page } from 'playwright-core'
import { docxOf, openConsultation, ruleText } from '../support/consultations'
import { serveOffice } from '../support/http'
import { DAY, HOUR, type TestOffice } from '../support/office'
import { xssPayloads } from '../support/xss-payloads'
import { choose, violationsAtRest } from './calm'
import { describeWithBrowser, overflow } from './chromium'
import { sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
const shanghai = (instant: number) =>
  new Date(instant + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ')

/** A file let go over the page, as from a folder of the desktop. */
async function drop(page: Page, filename: string, content: Buffer): Promise<void> {
  const data = await page.evaluateHandle(
    `(() => {
      const bytes = Uint8Array.from(atob('${content.toString('base64')}'), (c) => c.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], '${filename}'))
      return data
    })()`,
  )
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: data })
}

describeWithBrowser('consultations in the console', () => {
  let browser: Browser
  atTheDesk(['editor', 'office', 'secrecy'], (opened) => {
    ;({ browser, test, web } = opened)
  })

  it('a draft is dropped, opened by another, commented by residents, counted by clause and answered', async () => {
    const editor = await sitDown(browser, web.base, 'editor', '/consultations')
    let { page } = editor
    await page.getByRole('link', { name: '新建意见征集' }).click()
    await page.getByLabel('标题').fill('澜川市商品和服务标价规定')
    await page.getByLabel('起草说明').fill('市民反映标价看不清。')
    const now = test.clock.now()
    for (const [label, instant] of [
      ['开始时间', now - HOUR],
      ['截止时间', now + 20 * DAY],
    ] as const) {
      await page.getByLabel(label).fill(shanghai(instant))
      await page.keyboard.press('Enter')
    }
    await page.getByText('少于 30 天的须说明理由').waitFor()
    await page.getByLabel('联系科室').fill('价格监督科')
    await page.getByLabel('联系电话').fill('0999-1234567')
    await page.getByLabel('接听时间').fill('工作日 9:00—17:00')
    await page.getByRole('button', { name: /建立/ }).click()
    await page.locator('.el-form-item__error', { hasText: '理由' }).waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByLabel('少于 30 天的理由').fill('春节前要施行。')
    await page.getByRole('button', { name: /建立/ }).click()
    await page.getByText('把征求意见稿拖到这里').waitFor()
    await drop(page, '图.docx', Buffer.from('no'))
    await page.locator('.import [role=alert]').waitFor()
    await drop(page, '征求意见稿.docx', await docxOf(ruleText.replace('第五条　商品', '第六条　商品')))
    await page.getByRole('heading', { name: '导入提示' }).waitFor()
    await page.getByRole('button', { name: '看原文' }).first().click()
    expect(await page.locator('.original p.now').count()).toBe(1)
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '改文字' }).click()
    const whole = page.getByLabel('征求意见稿全文')
    await whole.fill((await whole.inputValue()).replace('第六条 商品', '第五条 商品'))
    await page.getByRole('button', { name: '按这些文字重新导入' }).click()
    await page.getByText('第 2 版，27 条').waitFor()
    expect(await page.getByRole('heading', { name: '导入提示' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: '开放', exact: true }).count()).toBe(0)
    const id = page.url().split('/').at(-1) as string
    // What was refused on purpose: no reason, no draft.
    expect(withoutRefusals(editor.troubles).filter((t) => !/ 400 /.test(t))).toEqual([])

    const office = await sitDown(browser, web.base, 'office', `/consultations/${id}`)
    page = office.page
    await page.getByRole('button', { name: '开放', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: '开放' }).click()
    await page.getByText('还没有意见').waitFor()
    const { clauses } = (await web.stranger('GET', `/api/consultations/${id}`)).json.draft
    const article = (label: string) => clauses.find((c: { label: string }) => c.label === label).id
    for (const [openid, label, text, stance] of [
      ['o-1', '第九条', '停车费应当先告知再收取', 'amend'],
      ['o-2', '第九条', '停车费应当先告知，再收取。', 'support'],
      ['o-3', '第十一条', '大字牌很好', 'support'],
    ] as const) {
      const resident = await web.resident(openid)
      const body = { clauseId: article(label), text, stance }
      expect((await resident('POST', `/api/consultations/${id}/comments`, body)).status).toBe(201)
    }
    await test.office.analysing.run()
    await page.reload()
    await page.getByRole('button', { name: '第九条：2 条意见，2 条未答复' }).click()
    await page.waitForURL(/clauseId=/)
    await page.getByText('建议修改 1 50%').waitFor()
    await page.getByRole('button', { name: '相近的意见 1 组' }).click()
    await page.getByRole('button', { name: '选中未答复的' }).click()
    await page.getByText('已选 2 条').waitFor()
    await page.getByRole('button', { name: '保存答复' }).click()
    await page.locator('.desk .el-form-item__error').first().waitFor()
    await page.getByLabel('意见内容').fill('停车费先告知')
    for (const field of ['合法性', '合理性', '可行性', '理由']) await page.getByLabel(field).fill('符合')
    await choose(page, page.getByRole('combobox', { name: '采纳情况' }), '部分采纳')
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '保存答复' }).click()
    await page.getByRole('button', { name: '第九条：2 条意见，0 条未答复' }).waitFor()
    await page.getByText('已答复 2 / 3').waitFor()
    await page.getByRole('button', { name: '已拟答复' }).click()
    await page.getByText('停车费先告知').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '修改' }).click()
    await page
      .getByLabel(/^留下意见/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: '再加入未答复的意见' }).click()
    await page.locator('label[aria-label="加入意见：大字牌很好"]').click()
    await page.getByText('加入 1 条').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '保存修改' }).click()
    await page.getByText('答复 3 条意见').waitFor()
    await page.getByRole('button', { name: '撤回' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
    await page.getByText('还没有答复').waitFor()
    expect(withoutRefusals(office.troubles).filter((t) => !/ 400 /.test(t))).toEqual([])
  })

  it('what came on paper is entered, with source and day, and a member without a role sees no comments', async () => {
    const { consultation } = await openConsultation(test)
    const { page, troubles } = await sitDown(browser, web.base, 'office', `/consultations/${consultation.id}`)
    await page.getByRole('button', { name: '录入来信意见' }).click()
    await page.getByLabel('收到的日期').fill('2026-11-24')
    await page.keyboard.press('Enter')
    await page.getByLabel('意见原文').fill('来信建议价签再大一些')
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '录入', exact: true }).click()
    await page.getByRole('button', { name: '关闭', exact: true }).click()
    await page.getByText('信函，2026-11-24 收到').waitFor()
    await page.getByRole('button', { name: '对全文的意见：1 条意见，1 条未答复' }).waitFor()
    expect(withoutRefusals(troubles)).toEqual([])
    const secrecy = await sitDown(
      browser,
      web.base,
      'secrecy',
      `/consultations/${consultation.id}?view=feedback`,
    )
    await secrecy.page.getByRole('heading', { name: '原文' }).waitFor()
    expect(await secrecy.page.getByText('来信建议价签').count()).toBe(0)
    await secrecy.page.goto(`${web.base}/console/consultations/new`)
    await secrecy.page.getByRole('heading', { name: '您没有查看这一页的权限' }).waitFor()
    expect(withoutRefusals(secrecy.troubles)).toEqual([])
  })

  it('payloads in titles, drafts, comments and answers stand there as text', async () => {
    const title = xssPayloads[0] as string
    const draft = `第一条　${xssPayloads[22]}\n第二条　${xssPayloads[42]}`
    const { consultation, clauses } = await openConsultation(test, {
      title,
      explanation: xssPayloads.slice(0, 40).join('\n'),
    })
    const office = await web.staff('office')
    const url = `/api/staff/consultations/${consultation.id}`
    for (const text of xssPayloads)
      await office('POST', `${url}/comments`, {
        text,
        source: 'letter',
        receivedOn: '2026-11-24',
        clauseId: clauses[1]?.id,
      })
    const first = (await office('GET', `${url}/comments?limit=50`)).json
    const words = {
      legality: title,
      rationality: title,
      feasibility: title,
      disposition: 'adopted',
      reason: title,
      revisedText: title,
    }
    await office('POST', `${url}/lines`, { ...words, gist: title, commentIds: [first.items[0].id] })
    const editor = await web.staff('editor')
    const { opensAt, closesAt } = consultation
    const times = { opensAt: new Date(opensAt).toISOString(), closesAt: new Date(closesAt).toISOString() }
    const { contact, explanation } = consultation
    const other = await editor('POST', '/api/staff/consultations', { title, explanation, contact, ...times })
    await editor('POST', `/api/staff/consultations/${other.json.id}/drafts`, { text: draft })

    const { page, troubles } = await sitDown(
      browser,
      web.base,
      'office',
      `/consultations/${consultation.id}?state=`,
    )
    const made = `[...document.querySelectorAll('main :is(script, iframe, object, embed, form[action], img, svg[onload], math, style, base, meta, video, marquee)')].map((e) => e.outerHTML.slice(0, 90))`
    const seen: string[] = []
    for (;;) {
      await page.locator('.comments li').first().waitFor()
      seen.push(...(await page.locator('.comments .text').allTextContents()))
      expect(await page.evaluate(made)).toEqual([])
      const next = page.getByRole('button', { name: '下一页' })
      if (await next.isDisabled()) break
      const before = page.url()
      await next.click()
      await page.waitForURL((u) => u.href !== before)
      await page.locator('.comments[aria-busy=false]').waitFor()
    }
    const stored: string[] = []
    for (let cursor = ''; ; ) {
      const reply = (await office('GET', `${url}/comments?limit=100${cursor && `&cursor=${cursor}`}`)).json
      stored.push(...reply.items.map((c: { text: string }) => c.text))
      if (!reply.nextCursor) break
      cursor = reply.nextCursor
    }
    expect(stored.length).toBeGreaterThan(120)
    expect(seen).toEqual(stored)
    for (const [path, row] of [
      ['/consultations', '.el-table__row'],
      [`/consultations/${consultation.id}?view=lines`, 'dl dd'],
      [`/consultations/${other.json.id}`, '.original p'],
    ] as const) {
      await page.goto(`${web.base}/console${path}`)
      await page.locator(row).first().waitFor()
      expect(await page.locator('main').textContent()).toContain(title)
      expect(await page.evaluate(made)).toEqual([])
      expect(await violationsAtRest(page)).toEqual([])
      expect(await overflow(page)).toBeLessThanOrEqual(0)
    }
    expect(withoutRefusals(troubles)).toEqual([])
  })
})
