import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { BallotOrigin, Poll } from '../../src/modules/polls'
import type { serveOffice } from '../support/http'
import { HOUR, openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { violationsAtRest as atRest } from './calm'
import { describeWithBrowser, openPage, overflow } from './chromium'
import { sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'
import { buildMiniapp } from './miniapp'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
/** For whoever wants to look: SHOTS names a folder. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true })
  }
}

async function cast(
  poll: Poll,
  n: number,
  name: string,
  originOf: (i: number) => BallotOrigin,
): Promise<void> {
  const people = await Promise.all(Array.from({ length: n }, (_, i) => test.resident(`${name}-${i}`)))
  test.clock.advance(HOUR)
  for (const [i, resident] of people.entries()) {
    test.clock.advance(15_000)
    const answers = [
      { questionId: 'q1', optionIds: [name === 'farm' ? 'q1o1' : `q1o${1 + (i % 5)}`] },
      { questionId: 'q2', optionIds: [`q2o${1 + (i % 3)}`] },
    ]
    await test.office.ballotBox.castBallot(resident, poll.id, answers, originOf(i))
  }
}

describeWithBrowser('fair counting in the console', () => {
  let browser: Browser
  beforeAll(() => buildMiniapp(), 180_000)
  atTheDesk(
    ['editor', 'office', 'leader', 'auditor'],
    (opened) => {
      ;({ browser, test, web } = opened)
    },
    () => openTestOffice({ cityNetworks: ['10.0.0.0/8'] }, 'sqlite'),
  )

  it('one sees a farm and proposes, another approves, everybody reads both tallies, and it is taken back', async () => {
    const poll = await openPoll(test)
    await cast(poll, 90, 'town', (i) => ({ address: `10.1.${i}.5`, agent: `phone ${i % 9}` }))
    await cast(poll, 30, 'farm', () => ({ address: '198.51.100.4', agent: 'farm' }))
    const path = `/polls/${poll.id}/counting`
    const first = await sitDown(browser, web.base, 'office', `/polls/${poll.id}`)
    await first.page.getByRole('link', { name: '公平计票' }).click()
    await heading(first.page, '公平计票')
    await first.page.getByRole('cell', { name: '组 A' }).waitFor()
    await first.page.getByText('还没有另列').waitFor()
    expect(await atRest(first.page)).toEqual([])
    expect(await overflow(first.page)).toBeLessThanOrEqual(0)
    await shot(first.page, 'counting-before')
    expect(await first.page.content()).not.toContain('198.51.100')
    await button(first.page, '提出另列：同网络同设备').click()
    const dialog = first.page.getByRole('dialog')
    await dialog.getByText('现在命中 30 票').waitFor()
    expect(await atRest(first.page)).toEqual([])
    await dialog.getByRole('textbox').fill('同一设备几分钟内投了 30 张')
    await dialog.getByRole('button', { name: '提出' }).click()
    await first.page.getByText('待批准').waitFor()
    expect(await button(first.page, '批准第 1 项').count()).toBe(0)

    const second = await sitDown(browser, web.base, 'leader', path)
    await button(second.page, '批准第 1 项').click()
    await second.page.getByRole('dialog').getByText('以后可以恢复').waitFor()
    await second.page.getByRole('dialog').getByRole('button', { name: '批准' }).click()
    await second.page.getByText('已另列', { exact: true }).last().waitFor()
    await heading(second.page, '两个票数')
    const row = second.page.locator('section[aria-labelledby=both] tbody tr').first()
    expect((await row.locator('td').allTextContents()).map((t) => t.trim())).toEqual([
      '粮食加工品',
      '48',
      '1',
      '18',
      '1',
    ])
    await second.page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await atRest(second.page)).toEqual([])
    await shot(second.page, 'counting-aside')

    const resident = await openPage(browser, `${web.base}/pages/polls/read?id=${poll.id}`)
    await resident.page.getByRole('button', { name: '看现在的票数' }).click()
    await resident.page.getByText('按规则另列 30 张，不含它们是 90 张').waitFor()
    expect(await atRest(resident.page)).toEqual([])
    if (process.env.SHOTS)
      await resident.page.screenshot({
        path: join(process.env.SHOTS, 'counting-resident.png'),
        fullPage: true,
      })

    const third = await sitDown(browser, web.base, 'auditor', path)
    await heading(third.page, '另列记录')
    expect(await third.page.getByRole('button', { name: /提出另列|批准|恢复第/ }).count()).toBe(0)

    await button(second.page, '恢复第 1 项').click()
    await second.page.getByRole('dialog').getByRole('textbox').fill('查明是养老院集体投票')
    await second.page.getByRole('dialog').getByRole('button', { name: '恢复' }).click()
    await second.page.getByText('已恢复', { exact: true }).waitFor()
    for (const { troubles } of [first, second, third]) expect(withoutRefusals(troubles)).toEqual([])
  })

  it('is not for who writes polls', async () => {
    const poll = await openPoll(test)
    const { page } = await sitDown(browser, web.base, 'editor', `/polls/${poll.id}`)
    await page.getByRole('heading', { name: '各题得票' }).waitFor()
    expect(await page.getByRole('link', { name: '公平计票' }).count()).toBe(0)
  })
})
