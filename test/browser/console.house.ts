import type { Browser, Page } from 'playwright-core'
import { startBot } from '../../bot/main'
import { simulatorPages } from '../../bot/simulator/simulator.pages'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { demoTemplates } from '../../src/modules/push'
import { createLog } from '../../src/platform/log'
import { WechatClient } from '../../src/platform/wechat/client'
import { mini, oa, wechat } from '../support/chat'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPage } from './chromium'
import { settled, visit } from './miniapp'

export interface House {
  test: TestOffice
  fake: FakeWechat
  web: Awaited<ReturnType<typeof serveOffice>>
  close(): Promise<void>
}

/** The office with both accounts, the bot and the page on which its chat is seen. */
export async function openHouse(): Promise<House> {
  const start = Date.UTC(2026, 10, 24, 1)
  let test: TestOffice | undefined
  const now = { now: () => test?.clock.now() ?? start }
  const templates = demoTemplates
    .filter((t) => t.home === 'mini')
    .map(({ templateId, kind }) => ({
      id: templateId,
      kind: kind === 'one_time' ? kind : ('long_term' as const),
    }))
  const fake = await startFakeWechat({
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
  const opened = test
  const bot = startBot(test.office, { wechat, publicUrl: 'https://gt.example', oa: clients.oa })
  const appIds = { miniAppId: mini.appId, oaAppId: oa.appId }
  const simulator = simulatorPages({ office: test.office, wechat: fake, ...appIds })
  const web = await serveOffice(test.office, { pages: [bot.middleware, simulator], simulator: true })
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] as const)
    await test.staff(role)
  return {
    test,
    fake,
    web,
    async close() {
      await web.close()
      await fake.close()
      await bot.stop()
      await opened.close()
    },
  }
}

/** 我的意见 in the residents' pages, one person after the other on the same phone. */
export async function minePages(browser: Browser, base: string) {
  const { page, troubles } = await visit(browser, base, '/', { agreed: true })
  const at = async (openid: string): Promise<Page> => {
    await page.evaluate(
      `localStorage.setItem('guangting.visitor', '${openid}'), localStorage.removeItem('guangting.token')`,
    )
    await page.goto(`${base}/pages/mine/comments`)
    await page.reload()
    await settled(page)
    // Who has agreed before is signed in without being asked.
    await page.getByText('登录后可以看到').waitFor({ state: 'hidden' })
    await settled(page)
    return page
  }
  return { at, troubles, close: () => page.context().close() }
}

/** The chat as any of these sees it on the simulator's page, which itself offers a few persons only. */
export async function chatPages(browser: Browser, base: string) {
  const { page, troubles } = await openPage(browser, `${base}/simulator`)
  const at = async (person: string): Promise<Page> => {
    await page.evaluate(
      `(() => { const s = document.querySelector('#person'); if (![...s.options].some((o) => o.value === '${person}')) s.append(new Option('${person}', '${person}')) })()`,
    )
    await page.selectOption('#person', person)
    return page
  }
  return { at, troubles, close: () => page.context().close() }
}
