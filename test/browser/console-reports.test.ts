import type { Browser, Page } from 'playwright-core'
import { startBot } from '../../bot/main'
import { simulatorPages } from '../../bot/simulator/simulator.pages'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { systemActor } from '../../src/modules/ledger'
import { demoTemplates } from '../../src/modules/push'
import { createLog } from '../../src/platform/log'
import { WechatClient } from '../../src/platform/wechat/client'
import { mini, oa, wechat } from '../support/chat'
import { openConsultation, ruleText } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { workOff } from '../support/reports'
import { calm, violationsAtRest } from './calm'
import { describeWithBrowser, launch, openPage, overflow } from './chromium'
import { buildConsole, sitDown, withoutRefusals } from './console'

let test: TestOffice
let fake: FakeWechat
let bot: ReturnType<typeof startBot>
let web: Awaited<ReturnType<typeof serveOffice>>
const OUTCOME = 'demo-mini-consultation'

/** The office with both accounts, the bot and the page on which its chat is seen. */
async function openHouse(): Promise<void> {
  const start = Date.UTC(2026, 10, 24, 1)
  const now = { now: () => test?.clock.now() ?? start }
  const templates = demoTemplates
    .filter((t) => t.home === 'mini')
    .map(({ templateId, kind }) => ({
      id: templateId,
      kind: kind === 'one_time' ? kind : ('long_term' as const),
    }))
  fake = await startFakeWechat({
    apps: [
      { appId: mini.appId, secret: mini.secret, kind: 'mini', templates },
      { appId: oa.appId, secret: oa.secret, kind: 'oa' },
    ],
    now: now.now,
  })
  const client = ({ appId, secret }: typeof mini) =>
    new WechatClient({ apiBase: fake.url, appId, secret, clock: now, log: createLog('silent') })
  const clients = { mini: client(mini), oa: client(oa) }
  test = await openTestOffice({ wechat: clients }, 'sqlite')
  bot = startBot(test.office, { wechat, publicUrl: 'https://gt.example', oa: clients.oa })
  const appIds = { miniAppId: mini.appId, oaAppId: oa.appId }
  const simulator = simulatorPages({ office: test.office, wechat: fake, ...appIds })
  web = await serveOffice(test.office, { pages: [bot.middleware, simulator], simulator: true })
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] as const)
    await test.staff(role)
}

describeWithBrowser('a report in the console', () => {
  let browser: Browser
  beforeAll(async () => {
    buildConsole()
    browser = await launch()
    await openHouse()
  }, 180_000)
  afterAll(async () => {
    await browser.close()
    await web.close()
    await fake.close()
    await bot.stop()
    await test.close()
  })

  /** Sixteen comments: twelve residents, three of whom say the same, and four letters. */
  async function sixteen() {
    const { consultation, clause } = await openConsultation(test)
    const openids = ['m-jia', ...Array.from({ length: 11 }, (_, n) => `m-writer-${n}`)]
    for (const [n, openid] of openids.entries()) {
      const person = await test.office.residents.residentOf(mini.appId, openid)
      const text = n < 3 ? '第十一条的字号太小' : `第九条应当写明第 ${n} 种情形`
      const clauseId = clause(n < 3 ? 'a11' : 'a9').id
      await test.office.commentBox.comment(person, consultation.id, { text, clauseId, quotable: n === 3 })
      await test.office.grants.record(person, { [OUTCOME]: 'accept' })
      fake.grant(openid, OUTCOME, 'one_time')
    }
    for (let n = 0; n < 4; n++)
      await test.office.commentDesk.enterComment(await test.staff('editor'), consultation.id, {
        text: `来信第 ${n} 封`,
        source: 'letter',
        receivedOn: new Date(test.clock.now()).toISOString().slice(0, 10),
        writerKind: 'individual',
        samePerson: false,
      })
    await test.office.analysing.run()
    await test.office.textLookout.look()
    await test.office.textChecking.checkDue()
    test.clock.set(consultation.closesAt)
    await test.office.consultations.freezeDue(systemActor)
    return { id: consultation.id, openids }
  }

  const choose = async (page: Page, name: string, option: string | RegExp) => {
    // The value lies over the field, as in every select that is not searched in.
    await page.getByRole('combobox', { name }).click({ force: true })
    await page.getByRole('option', { name: option }).click()
  }
  async function writeLine(page: Page, gist: string, disposition: string, reason: string | RegExp) {
    await page.getByLabel('意见内容').fill(gist)
    for (const field of ['合法性', '合理性', '可行性']) await page.getByLabel(field).fill('符合')
    await choose(page, '采纳情况', new RegExp(`^${disposition}$`))
    if (typeof reason === 'string') await page.getByRole('textbox', { name: '理由' }).fill(reason)
    else await choose(page, '选用理由模板', reason)
  }
  const answerIn = (page: Page, name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click()

  it('sixteen comments are answered by groups and pages, reviewed by four, published, and told', async () => {
    const { id, openids } = await sixteen()
    const editor = await sitDown(browser, web.base, 'editor', `/consultations/${id}?view=feedback`)
    const { page } = editor
    await page.getByRole('button', { name: '相近的意见 1 组' }).click()
    await page.getByRole('button', { name: '整组答复' }).click()
    await page.getByText('已选 1 组').waitFor()
    await writeLine(page, '字号不小于两厘米', '采纳', '已在第十一条写明。')
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '保存答复' }).click()
    await page.getByText('已答复 3 / 16').waitFor()
    await page.goto(`${web.base}/console/consultations/${id}?view=feedback`)
    await page.getByText(/选中本页未答复的 13 条/).click()
    await writeLine(page, '补充情形', '不采纳', /已有规定可以适用/)
    await page.getByRole('button', { name: '保存答复' }).click()
    await page.getByText('已答复 16 / 16').waitFor()

    await page.getByRole('button', { name: '已拟答复' }).click()
    await page.getByRole('button', { name: '摘录原话' }).last().click()
    await page.getByRole('button', { name: '摘录', exact: true }).click()
    await page.getByText('“第九条应当写明第 3 种情形”').waitFor()
    await page.getByRole('button', { name: '新旧对照' }).click()
    await page.getByRole('button', { name: '粘贴文字' }).click()
    await page.getByLabel('修改稿全文').fill(ruleText.replace('标价牌上的字', '标价牌上的字不小于两厘米，'))
    await page.getByRole('button', { name: '上传', exact: true }).click()
    await page.locator('ins', { hasText: '不小于两厘米' }).waitFor()
    await page.getByText('第 2 条答复').waitFor()
    expect(await violationsAtRest(page)).toEqual([])

    await page.getByRole('button', { name: '采纳情况', exact: true }).click()
    await page.getByText('每条意见都已答复，可以送审。').waitFor()
    await page.getByRole('button', { name: '写前言' }).click()
    await page.getByLabel('前言（可不写）').fill('感谢各位的意见。')
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.locator('.shown-html', { hasText: '感谢各位的意见。' }).waitFor()
    await page.getByRole('button', { name: '送审', exact: true }).click()
    expect(await violationsAtRest(page)).toEqual([])
    await answerIn(page, '送审')
    await page.getByText('审核中。期间修改').waitFor()
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(withoutRefusals(editor.troubles)).toEqual([])

    for (const role of ['head', 'office', 'secrecy', 'leader'] as const) {
      const signer = await sitDown(browser, web.base, role, '/')
      await signer.page.locator('li', { hasText: '采纳情况待审核' }).getByRole('link').click()
      await signer.page.getByRole('button', { name: '填入“同意。”' }).click()
      if (role === 'head') expect(await violationsAtRest(signer.page)).toEqual([])
      await signer.page.getByRole('button', { name: '同意', exact: true }).click()
      await answerIn(signer.page, '同意')
      await signer.page.locator('#sign').waitFor({ state: 'detached' })
      expect(withoutRefusals(signer.troubles)).toEqual([])
      await signer.page.context().close()
    }

    const leader = await sitDown(browser, web.base, 'leader', `/consultations/${id}?view=report`)
    await leader.page.getByRole('button', { name: '公布', exact: true }).click()
    await answerIn(leader.page, '公布')
    await leader.page.getByText('每位提出人都能看到自己意见的结果').waitFor()
    await workOff(test)
    await leader.page.reload()
    const reach = leader.page.locator('section', {
      has: leader.page.getByRole('heading', { name: '告知情况' }),
    })
    await reach.getByText('12 人，内容是本人意见的结果').waitFor()
    await reach.getByText('已发出 12').waitFor()
    await reach.getByText('信函 4 条').waitFor()
    await reach.getByRole('button', { name: '逐条看' }).click()
    await reach.getByRole('link', { name: '看答复' }).first().waitFor()
    expect(await violationsAtRest(leader.page)).toEqual([])
    expect(withoutRefusals(leader.troubles)).toEqual([])

    for (const openid of openids) {
      const { items } = (await (await web.resident(openid))('GET', '/api/me/comments')).json
      expect(items[0].outcome.disposition).toBe(items[0].text.includes('字号') ? 'adopted' : 'not_adopted')
      expect(fake.inbox(openid)).toHaveLength(1)
    }
    // And in the chat as a resident sees it.
    const chat = await openPage(browser, `${web.base}/simulator`)
    await chat.page.selectOption('#person', 'jia')
    await chat.page.locator('#talk .said.push', { hasText: '已公布' }).waitFor()
    const published = await openPage(browser, `${web.base}/api/consultations/${id}/report/page`)
    await published.page.getByText('第九条应当写明第 3 种情形').waitFor()
    expect(await violationsAtRest(published.page)).toEqual([])
    expect(await overflow(published.page)).toBeLessThanOrEqual(0)
    expect(published.troubles).toEqual([])
  }, 240_000)

  it('comments are given to a division, invitations are noted, and what nobody spoke of is in sight', async () => {
    const { consultation, clause } = await openConsultation(test)
    const person = await test.resident('o-assign')
    await test.office.commentBox.comment(person, consultation.id, {
      text: '停车费太高',
      clauseId: clause('a9').id,
    })
    await test.office.divisions.create(systemActor, { parentId: null, name: '价格监督科', kind: 'section' })
    const watched = await sitDown(
      browser,
      web.base,
      'office',
      `/consultations/${consultation.id}?view=feedback`,
    )
    const { page } = watched
    await page.getByText('停车费太高').click()
    await page.locator('.desk').getByRole('button', { name: '交办' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('备注（只给同事看，不公布）').fill('先问停车办')
    await calm(page)
    await dialog.getByRole('combobox', { name: '科室' }).click({ force: true })
    await page.getByRole('option', { name: '价格监督科' }).click()
    expect(await violationsAtRest(page)).toEqual([])
    await dialog.getByRole('button', { name: '交办', exact: true }).click()
    await page.locator('.views').getByRole('button', { name: '交办' }).click()
    await page.getByText('0 / 1').waitFor()
    await page.getByText('先问停车办').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('link', { name: '看意见' }).click()
    await page.getByText('只看交办的一批').waitFor()
    await page.getByText('停车费太高').waitFor()

    await page.locator('.views').getByRole('button', { name: '覆盖面' }).click()
    await page.getByText('26 条', { exact: true }).waitFor()
    await page.getByRole('button', { name: '邀请', exact: true }).click()
    await dialog.getByLabel('邀请了谁').fill('市餐饮行业协会')
    expect(await violationsAtRest(page)).toEqual([])
    await dialog.getByRole('button', { name: '登记' }).click()
    await page.getByRole('button', { name: '登记答复' }).click()
    await page.getByText('邀请 1，答复 1').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    expect(withoutRefusals(watched.troubles)).toEqual([])
  }, 120_000)
})
