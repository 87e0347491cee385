import type { Browser } from 'playwright-core'
import { startBot } from '../../bot/main'
import { simulatorPages } from '../../bot/simulator/simulator.pages'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { demoTemplates } from '../../src/modules/push'
import { createLog } from '../../src/platform/log'
import { WechatClient } from '../../src/platform/wechat/client'
import { mini, oa, wechat } from '../support/chat'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import {
  axeViolations,
  describeWithBrowser,
  launch,
  measure,
  openPage,
  overflow,
  type Watched,
} from './chromium'
import { buildMiniapp } from './miniapp'

let test: TestOffice
let fake: FakeWechat
let bot: ReturnType<typeof startBot>
let web: Awaited<ReturnType<typeof serveOffice>>

beforeAll(async () => {
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
  })
  const now = { now: () => Date.now() }
  const client = ({ appId, secret }: typeof mini) =>
    new WechatClient({ apiBase: fake.url, appId, secret, clock: now, log: createLog('silent') })
  const wechatClients = { mini: client(mini), oa: client(oa) }
  test = await openTestOffice({ wechat: wechatClients }, 'sqlite')
  test.clock.set(Date.now())
  bot = startBot(test.office, { wechat, publicUrl: 'https://gt.example', oa: wechatClients.oa })
  const simulator = simulatorPages({
    office: test.office,
    wechat: fake,
    miniAppId: mini.appId,
    oaAppId: oa.appId,
  })
  web = await serveOffice(test.office, { pages: [bot.middleware, simulator], simulator: true })
  const url = `${web.base}/wechat/callback`
  for (const { appId } of [mini, oa]) fake.setCallback(appId, { url, token: oa.token, aesKey: oa.aesKey })
})
afterAll(async () => {
  await web.close()
  await fake.close()
  await bot.stop()
  await test.close()
})

describe('the simulator', () => {
  it('is not there at all in production', async () => {
    const real = await serveOffice(test.office, { production: true })
    expect((await real.stranger('GET', '/simulator')).status).toBe(404)
    expect((await real.stranger('POST', '/simulator/act', { act: 'follow', person: 'jia' })).status).toBe(404)
    await real.close()
  })

  it('takes nothing but what the page sends', async () => {
    for (const body of [{}, { act: 'say', person: 'Ä', text: 'x' }, { act: 'erase', person: 'jia' }])
      expect((await web.stranger('POST', '/simulator/act', body)).status).toBe(400)
    const form = await web.stranger('POST', '/simulator/act', 'act=follow', { 'content-type': 'text/plain' })
    expect(form.status).toBe(400)
  })
})

describeWithBrowser('a newcomer meets the bot', () => {
  let browser: Browser
  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
  })
  afterAll(() => browser.close())

  const open = async (): Promise<Watched> => {
    const watched = await openPage(browser, `${web.base}/simulator`)
    await watched.page.waitForSelector('html[data-ready]')
    return watched
  }
  const talk = ({ page }: Watched) => page.locator('#talk')

  it('follows, asks for help by the menu, votes by number, and sees it all as a chat', async () => {
    const poll = await openPoll(test)
    const watched = await open()
    const { page, troubles } = watched
    const say = async (text: string, answer: string) => {
      await page.fill('#words', text)
      await page.click('#say button')
      await talk(watched).locator('.said', { hasText: answer }).last().waitFor()
    }
    await page.click('#follow')
    await talk(watched).locator('.said', { hasText: '欢迎关注' }).waitFor()
    await page.getByRole('button', { name: '你点我检' }).click()
    await talk(watched).locator('.said', { hasText: poll.title }).first().waitFor()
    await say('1', '第1题')
    await say('2 5', '第2题')
    await say('1', '第3题')
    await say('跳过', '您的选择')
    await say('确认', '投票成功')
    // The moment at which asking makes sense to him: for the outcome he now waits for, and for nothing else.
    await page.locator('#consent[open]').waitFor()
    expect(await page.locator('#templates label').allTextContents()).toEqual(['投票结果通知（一次）'])
    await page.click('#consent button[value=accept]')
    await talk(watched).locator('.note', { hasText: '已同意接收 1 种提醒' }).waitFor()
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
    expect(await axeViolations(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect((await measure(page, 16, 44)).small).toEqual([])
    expect(troubles).toEqual([])
  })

  it('the source of an answer is a link to the very clause', async () => {
    const { consultation, clause } = await openConsultation(test)
    const watched = await open()
    const { page } = watched
    await page.fill('#words', '餐饮店收取餐具费、茶位费的，应当在什么时候告知？')
    await page.click('#say button')
    const source = talk(watched).getByRole('link', { name: /#clause-/ })
    await source.waitFor()
    const address = `/consultations/${consultation.id}#clause-${clause('a10').id}`
    expect(await source.getAttribute('href')).toBe(`https://gt.example${address}`)
    expect(await axeViolations(page)).toEqual([])
    await page.goto(web.base + address)
    await page
      .locator(`#a-${clause('a10').id}`)
      .filter({ visible: true })
      .waitFor()
  })

  it('what is typed stays text', async () => {
    const watched = await open()
    await watched.page.fill('#words', '解读 <img src=x onerror=alert(1)>')
    await watched.page.click('#say button')
    await talk(watched).locator('.said', { hasText: '没有查到' }).waitFor()
    expect(await talk(watched).locator('img').count()).toBe(0)
    expect(watched.troubles).toEqual([])
  })

  it('shows the consent dialog; what is accepted is granted, and a push arrives in the chat', async () => {
    const watched = await open()
    const { page, troubles } = watched
    await page.selectOption('#person', 'yi')
    await page.click('#subscribe')
    await page.locator('#consent').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.click('#consent button[value=accept]')
    await talk(watched).locator('.note', { hasText: '已同意接收 3 种提醒' }).waitFor()
    const granted = await test.office.database.select('SELECT state, confirmed FROM subscription_grants', [])
    expect(granted.map((g) => g.state)).toEqual(['accept', 'accept', 'accept', 'accept'])
    await wechatSend('m-yi')
    await talk(watched).locator('.said.push').waitFor()
    expect(troubles).toEqual([])
  })

  async function wechatSend(openid: string): Promise<void> {
    const client = new WechatClient({
      apiBase: fake.url,
      appId: mini.appId,
      secret: mini.secret,
      clock: { now: () => Date.now() },
      log: createLog('silent'),
    })
    const sent = await client.sendSubscribe({
      openid,
      templateId: 'demo-mini-vote-result',
      data: { thing1: { value: '投票结果' } },
    })
    expect(sent).toEqual({ kind: 'sent', msgId: expect.any(String) })
  }
})
