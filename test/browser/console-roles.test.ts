import type { Browser, Page } from 'playwright-core'
import { openDemoOffice } from '../../src/demo/open'
import type { StaffRole } from '../../src/modules/staff'
import type { Office } from '../../src/office'
import { systemClock } from '../../src/platform/clock'
import { serveOffice } from '../support/http'
import { testDatabase, testOfficeOptions, testPassword } from '../support/office'
import { describeWithBrowser, launch } from './chromium'
import { buildConsole, sitDown } from './console'
import { rounds } from './console.rounds'

const everybody: StaffRole[] = ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor', 'admin']
const desk: StaffRole[] = ['editor', 'head', 'office', 'leader', 'auditor']
/** Screens that are not everybody's, as somebody would type their addresses; `:quiz` and the like are found in lists. */
const theirs: Record<string, StaffRole[]> = {
  'publications/new': ['editor'],
  'publications/:publications/edit': ['editor'],
  'polls/new': ['editor'],
  'polls/:polls/edit': ['editor'],
  sampling: desk,
  'sampling/registers': desk,
  'sampling/registers/import': ['editor', 'head'],
  'sampling/plans/:plans': desk,
  'sampling/plans/:plans/edit': ['editor'],
  'sampling/plans/:plans/import': ['editor', 'head'],
  'quizzes/new': ['editor'],
  'quizzes/:quizzes/edit': ['editor'],
  'quizzes/:quizzes/winners': desk,
  questions: ['editor', 'head', 'office', 'leader'],
  'questions/new': ['editor'],
  'questions/import': ['editor'],
  'consultations/new': ['editor'],
  'push/new': ['office', 'leader'],
  'push/unknown': ['office', 'leader'],
  'push/templates': ['admin', 'office', 'leader'],
  'push/account-menu': ['admin', 'office', 'leader'],
  enquiries: desk,
  moderation: ['head', 'office', 'leader', 'auditor'],
  accounts: ['admin', 'auditor'],
  divisions: ['admin'],
  ledger: ['auditor', 'admin', 'leader', 'office'],
  calendar: ['admin'],
  settings: ['admin'],
}
/** How a button begins that changes something; the one that a screen is for is drawn as such besides. */
const acting =
  /^(修改|改|新建|拟|写|填|开放|提前|结束|发|收回|保存|存|提交|送审|公布|签|同意|退回|放行|撤回|更正|发布|推送|群发|开奖|宣布|审批|重新|抽签|导入|更新|登记|录入|补录|交办|答复|去答复|停用|启用|删|认定|去认定|暂停|继续|取消|换|邀请|办理|引用)/

/** What a screen is for where it is only looked at. */
const looking = ['核对台账', '打印']

describeWithBrowser('each role of the demo city at the console', () => {
  let browser: Browser
  let office: Office
  let web: Awaited<ReturnType<typeof serveOffice>>
  let drop: () => Promise<void>
  const ids = new Map<string, string>()

  beforeAll(async () => {
    buildConsole()
    browser = await launch()
    const database = await testDatabase('sqlite')
    drop = database.drop
    office = (await openDemoOffice(testOfficeOptions(database.url, systemClock), testPassword)).office
    web = await serveOffice(office)
    const leader = await web.staff('leader')
    for (const [name, path] of Object.entries({
      publications: 'publications',
      polls: 'polls',
      quizzes: 'quizzes',
      plans: 'sampling/plans',
    }))
      ids.set(name, (await leader('GET', `/api/staff/${path}`)).json.items[0].id)
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await office.close()
    await drop()
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  const isShut = async (page: Page, path: string): Promise<boolean> => {
    await page.goto(`${web.base}/console/${path.replace(/:(\w+)/, (_, kind) => ids.get(kind) ?? '')}`)
    await page.locator('main#content h1').waitFor()
    return (await page.getByRole('heading', { level: 1 }).textContent()) === '您没有查看这一页的权限'
  }

  it.each(everybody)(
    '%s finds no link to a screen of others, and the address leads nowhere',
    async (role) => {
      const { page } = await sitDown(browser, web.base, role)
      const linked: string[] = []
      // Whoever sees nearly everything is not led astray; those who see little are followed along every link.
      if (!desk.includes(role))
        for await (const { path } of rounds(page, web.base)) linked.push(path.replace(/^\/console\//, ''))
      const found: string[] = []
      for (const [path, roles] of Object.entries(theirs)) {
        const pattern = new RegExp(`^${path.replace(/:\w+/, '[0-9A-Z]{26}')}$`)
        const mine = roles.includes(role)
        if (!mine && linked.some((l) => pattern.test(l))) found.push(`a link to ${path}`)
        if ((await isShut(page, path)) === mine) found.push(`${path} is ${mine ? 'shut' : 'open'}`)
      }
      expect(found).toEqual([])
    },
  )

  it('who only looks meets no button that does something, whatever the state of a thing', async () => {
    const { page } = await sitDown(browser, web.base, 'auditor')
    const offered = new Set<string>()
    for await (const { name, tab } of rounds(page, web.base, true)) {
      if (name === '/console/security' || name === '/console/password') continue
      const buttons = page.locator(
        'main button:visible:not(nav.views button, [role="tab"]), main a.el-button:visible',
      )
      for (const text of await buttons.allTextContents())
        if (acting.test(text.trim())) offered.add(`${name} ${tab ?? ''}: ${text.trim()}`)
      const main = page.locator('main .el-button--primary:visible, main .el-button--danger:visible')
      for (const text of await main.allTextContents())
        if (!looking.includes(text.trim())) offered.add(`${name} ${tab ?? ''}: ${text.trim()}`)
    }
    expect([...offered]).toEqual([])
  })
})
