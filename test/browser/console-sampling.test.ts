import type { Browser, Page } from 'playwright-core'
import { resultHeader } from '../../src/modules/sampling'
import type { StaffRole } from '../../src/modules/staff'
import { shanghaiDay } from '../../src/platform/calendar'
import { serveOffice } from '../support/http'
import { DAY, openTestOffice, type TestOffice } from '../support/office'
import { buildPoll } from '../support/polls'
import { approve } from '../support/publications'
import {
  csvOf,
  filledIn,
  fillRegisters,
  openFoodPoll,
  type ResultCells,
  sheetRows,
  unitForm,
  unitRow,
  wishes,
} from '../support/sampling'
import { xssPayloads } from '../support/xss-payloads'
import { violationsAtRest } from './calm'
import { describeWithBrowser, launch, overflow } from './chromium'
import { buildConsole, sitDown, withoutRefusals } from './console'
import { settled } from './console.rounds'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const atRest = async (page: Page) => {
  await page.mouse.move(0, 0)
  return violationsAtRest(page)
}

describeWithBrowser('sampling in the console', () => {
  let browser: Browser
  beforeAll(async () => {
    buildConsole()
    browser = await launch()
  })
  beforeEach(async () => {
    test = await openTestOffice({}, 'sqlite')
    web = await serveOffice(test.office)
    for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] as const)
      await test.staff(role)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await web.close()
    await test.close()
  })
  afterAll(() => browser.close())

  /** Somebody at a desk on the day it is. */
  async function seat(role: StaffRole, path: string) {
    const seated = await sitDown(browser, web.base, role, '/')
    await seated.page.clock.setFixedTime(test.clock.now())
    await seated.page.goto(`${web.base}/console${path}`)
    await settled(seated.page)
    return seated
  }
  async function closedPoll(): Promise<{ pollId: string; planId: string }> {
    const poll = await openFoodPoll(test, 20)
    for (let i = 0; i < 11; i++)
      await test.office.ballotBox.castBallot(await test.resident(`o-${i}`), poll.id, wishes(i))
    await test.office.polls.closePoll(await test.staff('leader'), poll.id)
    return { pollId: poll.id, planId: (await test.office.samplingReads.ofPoll(poll.id))?.id ?? '' }
  }
  const release = async (planId: string, which: 'planPublicationId' | 'resultsPublicationId') => {
    const id = (await test.office.samplingReads.plan(planId))[which] ?? ''
    const { publications, publicationReads, publishing } = test.office
    const { content, contentHash } = await publicationReads.findAny(id)
    const contact = { division: '食品抽检科', phone: '0900-0000018（虚构）', hours: '工作日' }
    const { cover: _, attachments: __, ...kept } = content
    const editor = await test.staff('editor')
    const kind = which === 'planPublicationId' ? 'notice' : 'sampling_result'
    const edited = await publications.editPublication(editor, id, { ...kept, kind, contact }, contentHash)
    await publications.submitForReview(editor, id)
    await approve(test, id, edited.publication.contentHash)
    return () => test.office.publishing.publish(leader, id).then(() => publishing)
  }
  let leader: Awaited<ReturnType<TestOffice['staff']>>

  it('a plan is written, approved, drawn by two, and 200 results with 5 wrong lines are told line by line', async () => {
    leader = await test.staff('leader')
    const { planId } = await closedPoll()
    const plan = `/sampling/plans/${planId}`
    const writer = await seat('editor', '/sampling')
    await writer.page.getByRole('link', { name: 'CJ2026-001' }).click()
    await writer.page.getByText('由没有写过它的人审批').waitFor()
    expect(await atRest(writer.page)).toEqual([])
    await writer.page.getByRole('link', { name: '修改' }).click()
    await writer.page.getByText('本期不抽检', { exact: true }).last().click()
    await button(writer.page, '保存').click()
    await writer.page.getByText('群众投票选出的类别不抽检，请写明理由').waitFor()
    await writer.page
      .getByLabel(/的理由$/)
      .last()
      .fill('省局本季度已经抽检')
    expect(await atRest(writer.page)).toEqual([])
    await writer.page.getByText('本期不抽检', { exact: true }).last().click()
    await button(writer.page, '保存').click()
    await writer.page.getByRole('heading', { name: /CJ2026-001/ }).waitFor()
    expect(await button(writer.page, '审批').count()).toBe(0)

    const approver = await seat('office', plan)
    await button(approver.page, '审批').click()
    await approver.page.getByRole('dialog').getByRole('button', { name: '审批' }).click()
    await approver.page.getByText('已审批').first().waitFor()
    await writer.page.goto(`${web.base}/console${plan}?tab=texts`)
    await button(writer.page, '拟文稿').click()
    await writer.page.waitForURL('**/publications/**')
    await (await release(planId, 'planPublicationId'))()

    await approver.page.goto(`${web.base}/console${plan}?tab=draw`)
    await button(approver.page, '锁定名录库').click()
    await approver.page.getByText(/符合条件的单位只够 0 批次/).waitFor()
    await fillRegisters(await web.staff('head'), 120, 12)
    await button(approver.page, '锁定名录库').click()
    await approver.page.getByText('名录库指纹').waitFor()
    expect(await button(approver.page, '抽签').count()).toBe(0)
    expect(await atRest(approver.page)).toEqual([])
    const witness = await seat('auditor', `${plan}?tab=draw`)
    await witness.page.getByLabel(/现场见证数/).fill('480312')
    await button(witness.page, '抽签').click()
    await witness.page.getByRole('dialog').getByRole('button', { name: '抽签' }).click()
    await witness.page.getByText(/^已抽签，共 200 批次。被抽样/).waitFor()
    expect(withoutRefusals([...approver.troubles, ...witness.troubles])).toEqual([])

    test.clock.advance(7 * DAY)
    const recorder = await seat('head', `${plan}/import`)
    const head = await web.staff('head')
    const good = filledIn(await sheetRows(head, planId), shanghaiDay(test.clock.now()), (i) => i % 30 === 7)
    const wrong: Record<number, Partial<ResultCells>> = {
      7: { 不合格项目: '' },
      20: { 抽检批次号: 'CJ2026-001-9999' },
      33: { 结论: '尚可' },
      100: { 被抽样单位名称: '别的店' },
      150: { 报告日期: '2026年13月1日' },
    }
    const upload = (rows: readonly ResultCells[]) =>
      recorder.page.locator('input[type=file]').setInputFiles({
        name: '结果.csv',
        mimeType: 'text/csv',
        buffer: csvOf(
          resultHeader,
          rows.map((row) => resultHeader.map((name) => row[name])),
        ),
      })
    await upload(good.map((row, i) => ({ ...row, ...wrong[i] })))
    await recorder.page.getByText('5 行有问题，共 5 处；其余 195 行合格，没有导入任何一行').waitFor()
    const told = await recorder.page.locator('.findings tbody td:first-child').allTextContents()
    expect(told).toEqual(['9', '22', '35', '102', '152'])
    expect(await atRest(recorder.page)).toEqual([])
    await upload(good)
    await recorder.page.getByText(/200 批次全部合乎要求，其中检验不合格 7 批次/).waitFor()
    await button(recorder.page, '导入').click()
    await recorder.page.getByRole('link', { name: '去看批次和结果' }).click()
    await recorder.page.getByText('200 / 200 批次').waitFor()
    await recorder.page.goto(`${web.base}/console${plan}?tab=batches&state=non_compliant`)
    await settled(recorder.page)
    expect(await recorder.page.locator('.el-table__body tbody tr').count()).toBe(7)
    await recorder.page.locator('.el-table__expand-icon').first().click()
    await button(recorder.page, '登记核查处置').click()
    await recorder.page.getByRole('textbox', { name: '核查处置（做了什么）' }).fill('罚款，已整改。')
    expect(await atRest(recorder.page)).toEqual([])
    await button(recorder.page, '保存').click()
    await recorder.page.getByText('罚款，已整改。').first().waitFor()
    expect(await overflow(recorder.page)).toBeLessThanOrEqual(0)
    expect(withoutRefusals(recorder.troubles)).toEqual([])

    const author = await seat('editor', `${plan}?tab=texts`)
    await author.page.getByText(/申请复检的期限到 .* 为止，次日起可以发布/).waitFor()
    await button(author.page, '拟文稿').click()
    await author.page.waitForURL('**/publications/**')
    const out = await release(planId, 'resultsPublicationId')
    test.clock.advance(20 * DAY)
    await out()
    const reader = await seat('editor', plan)
    await reader.page.getByText(/已告知群众/).waitFor()
    expect(withoutRefusals([...author.troubles, ...reader.troubles])).toEqual([])
  })

  it('the registers show whom a draw may meet, and who may not change them sees no way to', async () => {
    const head = await web.staff('head')
    await fillRegisters(head, 3, 2)
    await head('POST', '/api/staff/sampling/units/sheet', unitForm([unitRow(2, { 状态: '注销' })]))
    const { page, troubles } = await seat('auditor', '/sampling/registers')
    expect(await page.locator('.el-table__body tr').allTextContents()).toEqual([
      expect.stringMatching(/DW-001.*正常能$/),
      expect.stringMatching(/DW-002.*注销不能$/),
      expect.stringMatching(/DW-003.*正常能$/),
    ])
    expect(await page.getByRole('link', { name: '从表格更新' }).count()).toBe(0)
    expect(await atRest(page)).toEqual([])
    await page.getByRole('tab', { name: '执法检查人员' }).click()
    await page.getByText('虚构员1').waitFor()
    expect(await atRest(page)).toEqual([])
    await page.goto(`${web.base}/console/sampling/registers/import`)
    await page.getByRole('heading', { name: '您没有查看这一页的权限' }).waitFor()
    const keeper = await seat('head', '/sampling/registers/import')
    expect(await atRest(keeper.page)).toEqual([])
    expect(withoutRefusals([...troubles, ...keeper.troubles])).toEqual([])
  })

  it('the rule is written before the poll is opened, and a poll without results is alarmed after sixty days', async () => {
    const draft = await test.office.polls.createPoll(await test.staff('editor'), buildPoll(test.clock.now()))
    const writer = await seat('editor', `/polls/${draft.id}`)
    await writer.page.getByLabel('得票前几名', { exact: true }).fill('3')
    await button(writer.page, '保存规则').click()
    await writer.page.getByText('抽检规则已保存').waitFor()
    expect(await atRest(writer.page)).toEqual([])
    await test.office.polls.openPoll(await test.staff('leader'), draft.id)
    await test.office.polls.closePoll(await test.staff('leader'), draft.id)
    test.clock.advance(61 * DAY)
    const { page, troubles } = await seat('office', '/')
    await page.getByText('结束 61 天，还没有公布抽检结果').waitFor()
    expect(await atRest(page)).toEqual([])
    await page.getByRole('region', { name: '警报' }).getByRole('link').click()
    await page.getByText('投票结束已经 61 天，还没有公布抽检结果').waitFor()
    await page.getByText('得票前 3 的类别').waitFor()
    expect(withoutRefusals([...writer.troubles, ...troubles])).toEqual([])
  })

  it('markup in options, reasons, units and results is the text it is', async () => {
    const hostile = [...new Set(xssPayloads)].filter((p) => !/[\p{Cc}\p{Cs}]/u.test(p) && p.length <= 60)
    const options = hostile.slice(0, 60)
    const questions = [{ text: '检什么？', kind: 'choice' as const, minChoices: 1, maxChoices: 60, options }]
    const editor = await test.staff('editor')
    leader = await test.staff('leader')
    const poll = await test.office.polls.createPoll(
      editor,
      buildPoll(test.clock.now(), { title: options[0], questions }),
    )
    await test.office.samplingRules.setRule(editor, poll.id, {
      ...{ topN: 100, batchesEach: 1, itemQuestionId: 'q1', placeQuestionId: null, testQuestionId: null },
    })
    const opened = await test.office.polls.openPoll(leader, poll.id)
    const all = opened.questions[0]?.options.map((o) => o.id) ?? []
    await test.office.ballotBox.castBallot(await test.resident('o-1'), poll.id, [
      { questionId: 'q1', optionIds: all },
    ])
    await test.office.polls.closePoll(leader, poll.id)
    const plan = await test.office.samplingReads.ofPoll(poll.id)
    const head = await web.staff('head')
    const units = options
      .slice(0, 40)
      .map((name, i) => unitRow(i + 1, { 单位名称: name, 地址: name, 场所类型: '超市' }))
    await head('POST', '/api/staff/sampling/units/sheet', unitForm(units.filter((u) => (u[1] ?? '').trim())))
    const { page, troubles } = await seat('editor', `/sampling/plans/${plan?.id}`)
    for (const path of [
      `sampling/plans/${plan?.id}`,
      `sampling/plans/${plan?.id}/edit`,
      'sampling',
      'sampling/registers',
    ]) {
      await page.goto(`${web.base}/console/${path}`)
      await settled(page)
      const foreign = page.locator(
        'main :is(img, iframe, script, object, embed, form[action], a[href^="javascript:"])',
      )
      expect([path, await foreign.count()]).toEqual([path, 0])
    }
    await page.goto(`${web.base}/console/sampling/plans/${plan?.id}`)
    await settled(page)
    const shown = await page.locator('main tbody td:nth-child(2) b').allTextContents()
    expect(shown.length).toBe(options.length)
    expect(withoutRefusals(troubles)).toEqual([])
  })
})
