import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll, someAnswers } from '../support/polls'
import { publishPublication } from '../support/publications'
import { launch as launchPush } from '../support/push'
import { describeWithBrowser, launch, type Watched } from './chromium'
import { buildMiniapp, faultsOf, settled, visit } from './miniapp'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
/** The made-up person of this browser. */
const personOf = async (page: Page) =>
  web.resident(await page.evaluate<string>(`localStorage.getItem('guangting.visitor')`))
const preferencesOf = async (page: Page) => (await (await personOf(page))('GET', '/api/me/preferences')).json

describeWithBrowser('what is mine in the residents’ pages', () => {
  let browser: Browser
  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
    test = await openTestOffice({}, 'sqlite')
    web = await serveOffice(test.office)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  /** A stranger who signs in at 我的. */
  async function comeIn(visitor?: string): Promise<Watched> {
    const watched = await visit(browser, web.base, '/pages/mine/mine')
    const { page } = watched
    if (visitor) await page.evaluate(`localStorage.setItem('guangting.visitor', '${visitor}')`)
    await button(page, '现在登录').click()
    await button(page, '同意，继续').click()
    await page.getByText('您已登录').waitFor()
    return watched
  }

  it('nobody is signed in or asked for looking; refusing the statement leaves reading as it is', async () => {
    const { page, troubles } = await visit(browser, web.base, '/pages/mine/ballots')
    const asked: string[] = []
    page.on('request', (r) => asked.push(new URL(r.url()).pathname))
    await button(page, '登录').click()
    const gate = page.getByRole('dialog', { name: '隐私说明' })
    await gate.waitFor()
    expect(await page.locator(':focus').textContent()).toBe('参加之前，请先看一下')
    expect(await faultsOf(page, false)).toEqual([])
    // What lies behind cannot be reached by keyboard.
    for (let tab = 0; tab < 6; tab++) {
      await page.keyboard.press('Tab')
      expect(
        await page.evaluate(
          `document.activeElement === document.body || !!document.activeElement.closest('[role=dialog]')`,
        ),
      ).toBe(true)
    }
    // The whole statement can be read before answering, and the question is still there after it.
    await gate.getByRole('link', { name: '看隐私说明全文' }).click()
    await page.getByRole('heading', { name: '您可以做什么' }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.goBack()
    await button(page, '不同意，先看看').click()
    await page.getByText('参加之前需要您同意隐私说明。不同意也可以照常浏览。').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(asked.filter((path) => path.startsWith('/api/session') || path.startsWith('/api/me'))).toEqual([])
    expect(
      await page.evaluate(`Object.keys(localStorage).filter((k) => /token|visitor|consent/.test(k))`),
    ).toEqual([])
    await page.goto(`${web.base}/`)
    await page.getByRole('heading', { name: '现在可以参加' }).waitFor()
    expect(troubles).toEqual([])
  })

  it('agreeing is recorded with its version; signing out ends the session on the service too', async () => {
    const { page, troubles } = await comeIn()
    expect((await preferencesOf(page)).consentVersion).toBe('2026-11-26')
    const token = await page.evaluate<string>(`localStorage.getItem('guangting.token')`)
    const asBefore = () =>
      web.stranger('GET', '/api/me/ballots', undefined, { authorization: `Bearer ${token}` })
    expect((await asBefore()).status).toBe(200)
    await button(page, '退出登录').click()
    await page.getByText('您还没有登录').waitFor()
    while ((await asBefore()).status !== 401) await page.waitForTimeout(50)
    // Whoever has agreed is not asked again.
    await button(page, '现在登录').click()
    await page.getByText('您已登录').waitFor()
    expect(troubles).toEqual([])
  })

  it('my ballots, comments and messages stand there and lead on; what was opened is read', async () => {
    const poll = await openPoll(test)
    const { consultation, clause } = await openConsultation(test)
    const publication = await publishPublication(test, { title: '抽检结果出来了' })
    const person = await web.resident('h5-0011223344556677')
    await person('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
    await person('POST', `/api/consultations/${consultation.id}/comments`, {
      clauseId: clause('a10').id,
      text: '餐具费要写清楚',
    })
    await launchPush(test, { publicationId: publication.id, title: '抽检结果出来了', summary: '看看结果。' })
    while ((await test.office.jobs.runDue()) > 0);

    const { page, troubles } = await comeIn('h5-0011223344556677')
    await page.reload()
    await page.getByText('1 条未读').waitFor()
    await page.getByRole('link', { name: '我投的票' }).click()
    await page.getByRole('link', { name: new RegExp(poll.title) }).waitFor()
    await page.goBack()
    await page.getByRole('link', { name: '我的意见' }).click()
    await page.getByText('第十条：餐具费要写清楚').waitFor()
    await page.getByText('等待答复').waitFor()
    await page.goBack()
    await page.getByRole('link', { name: '我答的题' }).click()
    await page.getByText('您还没有答过题。').waitFor()
    await page.goto(`${web.base}/`)
    await page.getByRole('region', { name: '与我有关的结果' }).getByText('抽检结果出来了').waitFor()
    await page.goto(`${web.base}/pages/mine/messages`)
    await page.getByRole('link', { name: /抽检结果出来了/ }).click()
    await page.getByRole('heading', { name: '抽检结果出来了' }).waitFor()
    await page.goBack()
    await page.getByText('未读').waitFor({ state: 'hidden' })
    expect((await person('GET', '/api/me/messages')).json.items[0].readAt).not.toBeNull()
    expect(troubles).toEqual([])
  })

  it('长辈版 is one tap from the first screen, stays, and goes with the person to another phone', async () => {
    const { page } = await visit(browser, web.base)
    await button(page, '长辈版').click()
    expect(await faultsOf(page, true)).toEqual([])
    await page.reload()
    await button(page, '标准版').waitFor()
    await page.goto(`${web.base}/pages/mine/reading`)
    await page.getByRole('radio', { name: '特大' }).click()
    const size = () =>
      page.evaluate<string>(
        `getComputedStyle([...document.querySelectorAll('.page')].find((e) => e.checkVisibility())).fontSize`,
      )
    expect(await size()).toBe('30px')
    await page.reload()
    expect(await page.getByRole('radio', { name: '特大' }).getAttribute('aria-checked')).toBe('true')

    const first = await comeIn('h5-elder-person')
    await button(first.page, '换成长辈版：字更大、按钮更大').click()
    await button(first.page, '换回标准版').waitFor()
    while (!(await preferencesOf(first.page)).ageFriendly) await first.page.waitForTimeout(50)
    const second = await comeIn('h5-elder-person')
    await button(second.page, '换回标准版').waitFor()
  })

  it('large letters of the phone are followed, and from 22 px on 长辈版 is offered once', async () => {
    const large = await launch('--blink-settings=defaultFontSize=22')
    const { page } = await visit(large, web.base)
    await page.getByText('您手机的字很大').waitFor()
    await button(page, '换成长辈版').click()
    await button(page, '标准版').waitFor()
    expect(await page.getByText('您手机的字很大').count()).toBe(0)
    await page.reload()
    await button(page, '标准版').waitFor()
    expect(await page.getByText('您手机的字很大').count()).toBe(0)
    await large.close()
  })

  it('what one follows is saved as chosen, and a district is one’s own choice', async () => {
    const name = '澜东区市场监督管理局'
    const root = (await test.office.divisions.list()).find((d) => d.parentId === null)
    await test.office.divisions.create(await test.staff('admin'), {
      parentId: root?.id ?? '',
      name,
      kind: 'county',
    })
    const { page, troubles } = await comeIn()
    await page.goto(`${web.base}/pages/mine/subscriptions`)
    await page.getByRole('checkbox', { name: '食品安全' }).click()
    await page.getByRole('radio', { name: '关掉' }).click()
    await page.getByRole('radio', { name }).click()
    await button(page, '保存').click()
    await page.getByText('已保存。').waitFor()
    const saved = await preferencesOf(page)
    expect(saved).toMatchObject({ topics: ['食品安全'], personalised: false })
    expect((await test.office.divisions.find(saved.divisionId))?.name).toBe(name)
    await page.reload()
    await settled(page)
    expect(await page.getByRole('checkbox', { name: '食品安全' }).getAttribute('aria-checked')).toBe('true')
    expect(troubles).toEqual([])
  })

  it('takes all that is held home as a file, then erases it: the tally stays, the phone forgets', async () => {
    const poll = await openPoll(test)
    const { page, troubles } = await comeIn()
    const person = await personOf(page)
    await person('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
    await page.goto(`${web.base}/pages/mine/data`)
    const [file] = await Promise.all([page.waitForEvent('download'), button(page, '导出我的信息').click()])
    expect(file.suggestedFilename()).toBe('我的信息.json')
    const all = JSON.parse(readFileSync(await file.path(), 'utf8'))
    expect(all.ballots).toHaveLength(1)
    await page.getByText('已保存为文件').waitFor()

    await button(page, '注销并删除我的信息').click()
    await button(page, '不删了').click()
    await button(page, '注销并删除我的信息').click()
    await page.getByText('确定要删除吗？').waitFor()
    expect(await faultsOf(page, false)).toEqual([])
    await button(page, '确定删除，不再恢复').click()
    await page.getByText('已注销，您的个人信息已经删除。').waitFor()
    expect((await person('GET', '/api/me/ballots')).status).toBe(401)
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
    expect(await page.evaluate(`Object.keys(localStorage).filter((k) => k !== 'guangting.reading')`)).toEqual(
      [],
    )
    await page.goto(`${web.base}/pages/mine/mine`)
    await page.getByText('您还没有登录').waitFor()
    expect(troubles).toEqual([])
  })
})
