import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { serveOffice } from '../support/http'
import { DAY, HOUR, type TestOffice } from '../support/office'
import { buildPoll, openPoll, someAnswers } from '../support/polls'
import { publishPublication } from '../support/publications'
import { jsQrOf } from '../support/qr'
import { xssPayloads } from '../support/xss-payloads'
import { violationsAtRest as atRest, choose } from './calm'
import { describeWithBrowser, overflow } from './chromium'
import { sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor()

describeWithBrowser('polls in the console', () => {
  let browser: Browser
  atTheDesk(['editor', 'office', 'auditor'], (opened) => {
    ;({ browser, test, web } = opened)
  })

  it('a poll goes from the national form to the export, opened by a second person and closed early', async () => {
    const author = await sitDown(browser, web.base, 'editor', '/polls')
    await author.page.clock.setFixedTime(test.clock.now())
    await author.page.getByText('还没有投票').waitFor()
    expect(await atRest(author.page)).toEqual([])
    await author.page.getByRole('link', { name: '拟一期投票' }).click()
    await button(author.page, '用这份问卷').click()
    const phone = author.page.getByRole('region', { name: '群众看到的样子' })
    await author.page.getByLabel('标题').fill('')
    await button(author.page, '下一步').click()
    await author.page.getByText('请填写标题').waitFor()
    await author.page.getByLabel('标题').fill('冬季“你点我检”')
    await phone.getByText('冬季“你点我检”').waitFor()
    expect(await phone.locator('section').first().locator('li').count()).toBe(34)
    expect(await atRest(author.page)).toEqual([])
    await button(author.page, '下一步').click()
    await author.page.getByText('每个人可以投几次').first().waitFor()
    expect(await atRest(author.page)).toEqual([])
    await button(author.page, '下一步').click()
    await button(author.page, '存为草稿').click()
    await heading(author.page, '开放前核对')
    const id = author.page.url().split('/').at(-1) ?? ''
    expect(await button(author.page, '开放').count()).toBe(0)

    await author.page.getByRole('link', { name: '修改' }).click()
    await author.page.getByLabel('标题').fill('冬季食品“你点我检”')
    for (const _ of [1, 2]) await button(author.page, '下一步').click()
    await button(author.page, '保存修改').click()
    await heading(author.page, '冬季食品“你点我检”')
    expect(await atRest(author.page)).toEqual([])
    expect(withoutRefusals(author.troubles)).toEqual([])

    const draft = await test.office.pollReads.find(id, true)
    test.clock.set(draft.opensAt + HOUR)
    const opener = await sitDown(browser, web.base, 'office', `/polls/${id}`)
    const { page } = opener
    await button(page, '开放').click()
    expect(await atRest(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: '开放' }).click()
    await heading(page, '各题得票')
    const answers = draft.questions
      .filter((q) => q.kind === 'choice')
      .map((q) => ({ questionId: q.id, optionIds: [q.options[1]?.id ?? ''] }))
    for (const openid of ['o-1', 'o-2'])
      await test.office.ballotBox.castBallot(await test.resident(openid), id, answers)
    await page.reload()
    await heading(page, '各题得票')
    await button(page, '看表格').first().click()
    const [first] = await page.locator('section[aria-labelledby=tally] tbody tr').allTextContents()
    expect(first).toMatch(/^食用油.*2100\.0%1$/)
    await page.getByText('按辖区').click()
    await page.waitForURL('**by=division')
    await page.getByRole('cell', { name: '未填写' }).waitFor({ state: 'attached' })
    expect(await atRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    const [file] = await Promise.all([page.waitForEvent('download'), button(page, '导出选票（CSV）').click()])
    expect(file.suggestedFilename()).toBe('冬季食品“你点我检”.csv')
    const csv = readFileSync(await file.path())
    const whole = createHash('sha256').update(csv).digest('hex')
    const last = csv.toString().trimEnd().split('\n').at(-1) ?? ''
    expect(last).toMatch(/行数=2 SHA-256=[0-9a-f]{64}/)
    for (const told of [last.trim(), whole]) await page.getByText(told).waitFor()
    const workbook = await Promise.all([
      page.waitForEvent('download'),
      button(page, '导出选票（Excel）').click(),
    ])
    expect(workbook[0].suggestedFilename()).toMatch(/\.xlsx$/)

    await button(page, '提前结束').click()
    await page.getByRole('dialog').getByText('不能恢复；现有 2 票').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: '提前结束' }).click()
    await page.getByText('票数已固定', { exact: true }).waitFor()
    // The dialog, fading out, has a button of that name too.
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await button(page, '提前结束').count()).toBe(0)
    expect(withoutRefusals(opener.troubles)).toEqual([])
  })

  it('a link for a market stall is shown once, counts apart, and is taken back', async () => {
    const poll = await openPoll(test)
    const { page, troubles } = await sitDown(browser, web.base, 'office', '/polls')
    await page.clock.setFixedTime(test.clock.now())
    await page.goto(`${web.base}/console/polls/${poll.id}`)
    await button(page, '发现场链接').click()
    await page.getByLabel('地点').fill('南门农贸市场')
    await button(page, '发链接').click()
    const url = (await page.locator('.url').textContent()) ?? ''
    expect(url).toMatch(/\/pages\/polls\/stall#[\w-]{22}$/)
    const picture =
      (await page.getByRole('img', { name: '南门农贸市场 1号平板 的二维码' }).getAttribute('src')) ?? ''
    expect(jsQrOf(decodeURIComponent(picture))).toBe(url)
    expect(await atRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    const secret = url.split('#')[1] ?? ''
    const ballots = ['a', 'b', 'c'].map((k) => ({ key: k.padEnd(16, '_'), age: 0, answers: someAnswers }))
    await test.office.stallBox.castBallots(secret, ballots)
    await page.reload()
    const stalls = page.getByRole('region', { name: '点检日现场' })
    await stalls.getByText('3 票').waitFor()
    expect(await page.locator('.url').count()).toBe(0)
    await page.getByText('其中现场').waitFor()
    await button(page, '收回').click()
    expect(await atRest(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: '收回' }).click()
    await stalls.getByText('已收回').waitFor()
    const late = await test.office.stallBox.castBallots(secret, [
      { ...ballots[0]!, key: 'd'.padEnd(16, '_') },
    ])
    expect(late[0]).toMatchObject({ refusal: { code: 'stall_revoked' } })
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('whoever may not write or open sees neither button nor route', async () => {
    const draft = await test.office.polls.createPoll(await test.staff('editor'), buildPoll(test.clock.now()))
    const { page, troubles } = await sitDown(browser, web.base, 'auditor', `/polls/${draft.id}`)
    await heading(page, '开放前核对')
    for (const name of ['开放', '提前结束']) expect(await button(page, name).count()).toBe(0)
    expect(await page.getByRole('link', { name: '修改' }).count()).toBe(0)
    await page.goto(`${web.base}/console/polls`)
    await page.getByRole('link', { name: draft.title }).waitFor()
    expect(await page.getByRole('link', { name: '拟一期投票' }).count()).toBe(0)
    for (const path of ['polls/new', `polls/${draft.id}/edit`]) {
      await page.goto(`${web.base}/console/${path}`)
      await heading(page, '您没有查看这一页的权限')
    }
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('shows markup in titles, questions and options as the text it is', async () => {
    const options = [...new Set(xssPayloads)]
    const [title = '', text = '', intro = ''] = options
    const questions = [{ text, kind: 'choice' as const, minChoices: 1, maxChoices: 1, options }]
    const written = buildPoll(test.clock.now(), { title, intro, questions })
    const draft = await test.office.polls.createPoll(await test.staff('editor'), written)
    const open = await openPoll(test, { title, intro, questions, closesAt: test.clock.now() + 3 * DAY })
    const answers = [{ questionId: 'q1', optionIds: ['q1o9'] }]
    await test.office.ballotBox.castBallot(await test.resident('o-1'), open.id, answers)
    const { page, troubles } = await sitDown(browser, web.base, 'editor', '/polls')
    await page.getByRole('link', { name: title }).first().waitFor()
    for (const path of [`polls/${draft.id}`, `polls/${draft.id}/edit`, `polls/${open.id}`]) {
      await page.goto(`${web.base}/console/${path}`)
      await page.getByText(text).first().waitFor()
      const foreign = page.locator(
        'main :is(img, iframe, script, object, embed, form[action], a[href^="javascript:"])',
      )
      expect(await foreign.count()).toBe(0)
    }
    const shown = await page.locator('section[aria-labelledby=tally] tbody td:first-child').allTextContents()
    expect(shown.sort()).toEqual([...options].sort())
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('what was published is named as what came of the votes', async () => {
    const { id } = await publishPublication(test, { title: '冬季抽检计划' })
    const poll = await openPoll(test)
    await test.office.ballotBox.castBallot(await test.resident('o-1'), poll.id, someAnswers)
    const { page, troubles } = await sitDown(browser, web.base, 'office', `/polls/${poll.id}?q=q2`)
    await page.getByText('在哪里抽？').first().waitFor()
    await button(page, '写明去向').click()
    await choose(page, page.getByRole('combobox', { name: '抽检计划' }), '冬季抽检计划')
    expect(await atRest(page)).toEqual([])
    await button(page, '保存').click()
    await page.getByText('还没有公布抽检结果').waitFor()
    await page.locator('dd').getByText('冬季抽检计划').waitFor()
    expect((await test.office.pollReads.find(poll.id)).loop).toEqual({ plan: id })
    expect(withoutRefusals(troubles)).toEqual([])
  })
})
