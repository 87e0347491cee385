import type { Browser, Page } from 'playwright-core'
import type { Poll } from '../../src/modules/polls'
import { type BadNetwork, badNetwork } from '../support/bad-network'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { issueStall } from '../support/stalls'
import { describeWithBrowser, launch } from './chromium'
import { buildMiniapp, faultsOf, screens, settled, visit } from './miniapp'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let network: BadNetwork
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const linkTo = async (poll: Poll, over: Parameters<typeof issueStall>[2] = {}) =>
  `/pages/polls/stall#${(await issueStall(test, poll, over)).secret}`
const nothingUnsent = (page: Page) => page.getByText('写好的选票都已上传').waitFor({ timeout: 60_000 })
const rowsOf = async (poll: Poll) => {
  const [row] = await test.office.database.select(
    'SELECT COUNT(*) AS n, COUNT(DISTINCT resident_id) AS keys_seen FROM ballots WHERE poll_id = ?',
    [poll.id],
  )
  return Object.values(row ?? {}).map(Number)
}
/** What this tablet still holds, as it stands on its disk. */
const onDisk = (page: Page) =>
  page.evaluate<number>(`new Promise((resolve, reject) => {
    const open = indexedDB.open('guangting-stall', 1)
    open.onerror = () => reject(open.error)
    open.onsuccess = () => {
      const all = open.result.transaction('ballots').objectStore('ballots').getAllKeys()
      all.onsuccess = () => { open.result.close(); resolve(all.result.length) }
    }
  })`)

async function fillIn(page: Page, first = '肉制品'): Promise<void> {
  await page.getByRole('checkbox', { name: first }).click()
  await page.getByRole('radio', { name: '超市' }).click()
}
async function castOne(page: Page): Promise<void> {
  await fillIn(page)
  await button(page, '投票').click()
  await page.getByRole('heading', { name: '投好了，谢谢您' }).waitFor()
}

/** As many people as a market brings, each pressing what a person presses, faster than people do. */
const crowd = (page: Page, from: number, to: number) =>
  page.evaluate(`(async () => {
    const named = (role, text) => [...document.querySelectorAll(role)].find((e) => e.textContent.trim().includes(text))
    const until = async (find) => {
      for (;;) {
        const found = find()
        if (found) return found
        await new Promise((go) => setTimeout(go, 0))
      }
    }
    for (let i = ${from}; i < ${to}; i++) {
      const options = await until(() => {
        const all = [...document.querySelectorAll('[role=checkbox]')]
        return all.length === 5 && all
      })
      options[i % 5].click()
      await new Promise((go) => setTimeout(go, 0))
      document.querySelectorAll('[role=radio]')[i % 3].click()
      await new Promise((go) => setTimeout(go, 0))
      ;[...document.querySelectorAll('button')].find((e) => e.textContent.trim() === '投票').click()
      ;(await until(() => named('button', '下一位'))).click()
    }
  })()`)

describeWithBrowser('a tablet at a market stall', () => {
  let browser: Browser
  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
    test = await openTestOffice({}, 'sqlite')
    web = await serveOffice(test.office, { simulator: true })
    network = await badNetwork(web.base, /^\/api\/stall\/ballots/, 642)
  })
  afterEach(async () => {
    network.isDead = false
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await network.close()
    await web.close()
    await test.close()
  })

  it('642 people, a network that fails three times in ten and is gone for hours, restarts: 642 rows, none twice', async () => {
    const poll = await openPoll(test, { title: '南门市场点检日' })
    const { page } = await visit(browser, network.base, await linkTo(poll))
    await page.getByRole('heading', { name: '南门市场点检日' }).waitFor()
    await crowd(page, 0, 200)
    network.isDead = true
    await crowd(page, 200, 450)
    expect(await onDisk(page)).toBeGreaterThanOrEqual(250)
    await page.getByText(/没有上传 \d+ 票/).waitFor()
    // The tablet restarts where there is no network: the page is there, and so is every ballot.
    await page.reload()
    await page.getByRole('heading', { name: '南门市场点检日' }).waitFor()
    const kept = await onDisk(page)
    expect(kept).toBeGreaterThanOrEqual(250)
    await page.getByText(`没有上传 ${kept} 票`).waitFor()
    await crowd(page, 450, 500)
    expect(await onDisk(page)).toBe(kept + 50)
    network.isDead = false
    await crowd(page, 500, 642)
    await button(page, '再试一次')
      .click({ timeout: 1_000 })
      .catch(() => undefined)
    await nothingUnsent(page)
    expect(await onDisk(page)).toBe(0)
    expect(await rowsOf(poll)).toEqual([642, 642])
    const { tally } = await test.office.pollReads.tally(poll.id)
    expect(await test.office.pollReads.recount(poll.id)).toEqual(tally)
    expect(tally.ballots).toBe(642)
    await page.getByText('已计入 642 票').waitFor()
    const { lost, unanswered, repeated } = network.seen
    process.stdout.write(`a stall's network: ${JSON.stringify(network.seen)}\n`)
    expect(Math.min(lost, unanswered, repeated)).toBeGreaterThan(0)
  })

  it('shows who is thanked for what: stored while there is no network, counted with a receipt once there is', async () => {
    const poll = await openPoll(test)
    const { page, troubles } = await visit(browser, web.base, await linkTo(poll))
    // Nobody who stands before the tablet reads the link off its address.
    expect(page.url()).toBe(`${web.base}/pages/polls/stall`)
    await button(page, '投票').click()
    await page.getByText('第 1 题还没有选。').waitFor()
    await castOne(page)
    const receipt = await page.locator('.said .code').textContent()
    expect(receipt).toMatch(/^[0-9a-f]{32}$/)
    const known = await web.stranger('GET', `/api/receipts/${receipt}`)
    expect(known.json.subjectId).toBe(poll.id)
    await button(page, '下一位，开始投票').click()
    // Nothing of one person is left for the next.
    expect(await page.locator('[aria-checked=true]').count()).toBe(0)
    expect(troubles).toEqual([])
    await page.context().setOffline(true)
    await page.getByText('没有网络。可以照常投票').waitFor()
    await castOne(page)
    await page.getByText('您的票已存在这台平板上').waitFor()
    await button(page, '看看是哪些').click()
    await page.getByText('还没有上传').waitFor()
    expect(await rowsOf(poll)).toEqual([1, 1])
    await page.context().setOffline(false)
    await page.getByText('您的票已计入').waitFor()
    await nothingUnsent(page)
    expect(await rowsOf(poll)).toEqual([2, 2])
    // No session, nobody's: a tablet knows nobody.
    expect(await page.evaluate(`localStorage.getItem('guangting.token')`)).toBeNull()
  })

  it('keeps what is refused and says why; a new link on the same tablet brings it in', async () => {
    const poll = await openPoll(test)
    const issued = await issueStall(test, poll, { ballotLimit: 1 })
    const { page } = await visit(browser, web.base, `/pages/polls/stall#${issued.secret}`)
    await castOne(page)
    await nothingUnsent(page)
    await button(page, '下一位，开始投票').click()
    await castOne(page)
    await page.getByText('没有收下 1 票').waitFor()
    await button(page, '看看是哪些').click()
    await page.getByText('这台平板收到的选票已达上限').waitFor()
    await test.office.stalls.revoke(await test.staff('office'), poll.id, issued.stall.id)
    await button(page, '再试一次').click()
    await page.getByText('这个链接已被收回，不再收新的选票。').waitFor()
    expect(await faultsOf(page, false)).toEqual([])
    expect(await rowsOf(poll)).toEqual([1, 1])
    await page.goto(web.base + (await linkTo(poll, { label: '备用平板' })))
    await page.getByText('备用平板').waitFor()
    await nothingUnsent(page)
    expect(await rowsOf(poll)).toEqual([2, 2])
    await page.goto(`${web.base}/pages/polls/stall#${'A'.repeat(22)}`)
    await page.getByText('这个点检日链接无效，请向工作人员要一个新的。').waitFor()
  })

  it('takes no ballot that it cannot keep', async () => {
    const poll = await openPoll(test)
    const { page } = await visit(browser, web.base, await linkTo(poll))
    await fillIn(page)
    await page.evaluate(
      `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }`,
    )
    await button(page, '投票').click()
    await page.getByText('这台平板存不下选票了，您的票还没有投出。').waitFor()
    expect(await page.getByText('谢谢您').count()).toBe(0)
    // What was chosen is still chosen.
    expect(await page.locator('[aria-checked=true]').count()).toBe(2)
    expect(await rowsOf(poll)).toEqual([0, 0])
  })

  it('one ballot that the service cannot read does not hold up the others', async () => {
    const poll = await openPoll(test)
    const { page } = await visit(browser, web.base, await linkTo(poll))
    await page.context().setOffline(true)
    for (let person = 0; person < 3; person++) {
      await castOne(page)
      await button(page, '下一位，开始投票').click()
    }
    await page.evaluate(`new Promise((resolve) => {
      const open = indexedDB.open('guangting-stall', 1)
      open.onsuccess = () => {
        const table = open.result.transaction('ballots', 'readwrite').objectStore('ballots')
        table.getAll().onsuccess = ({ target }) => {
          const [, middle] = target.result
          table.put({ ...middle, answers: [{ questionId: 'q1', optionIds: 'torn' }] }).onsuccess = () => { open.result.close(); resolve() }
        }
      }
    })`)
    await page.context().setOffline(false)
    await page.reload()
    await page.getByText('没有上传 0 票，没有收下 1 票').waitFor()
    expect(await rowsOf(poll)).toEqual([2, 2])
    expect(await onDisk(page)).toBe(1)
  })

  it.each(screens)('keeps sizes and contrast at $width×$height, in both modes', async (viewport) => {
    const poll = await openPoll(test)
    for (const elder of [false, true]) {
      const { page } = await visit(browser, web.base, await linkTo(poll), {
        viewport,
        elder,
        step: elder ? 2 : 0,
      })
      await fillIn(page)
      expect(await faultsOf(page, elder)).toEqual([])
      await page.context().setOffline(true)
      await button(page, '投票').click()
      await button(page, '看看是哪些').click()
      expect(await faultsOf(page, elder)).toEqual([])
      await settled(page)
    }
    const { page } = await visit(browser, web.base, '/pages/polls/stall', { viewport, elder: true })
    await page.getByText('这里是点检日现场投票用的平板页面').waitFor()
    expect(await faultsOf(page, true)).toEqual([])
  })
})
