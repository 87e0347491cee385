import type { Browser, Page } from 'playwright-core'
import { codeAt, stepOf } from '../../src/modules/staff/staff.otp.rules'
import { graphemes } from '../../src/platform/text'
import { serveOffice } from '../support/http'
import { type TestOffice, testPassword } from '../support/office'
import { jsQrOf } from '../support/qr'
import { xssPayloads } from '../support/xss-payloads'
import { violationsAtRest as axeAtRest, choose } from './calm'
import { describeWithBrowser, openPage, overflow } from './chromium'
import { desk, enter, sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

function decode(secret: string): Buffer {
  const bits = [...secret]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
const fits = (most: number) => xssPayloads.filter((p) => graphemes(p) <= most && !/\p{Cc}/u.test(p))

async function go(page: Page, base: string, path: string, heading: string): Promise<void> {
  await page.goto(`${base}/console/${path}`)
  await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor()
}
const pick = (page: Page, label: string, option: string) =>
  choose(page, page.getByRole('dialog').getByRole('combobox', { name: label }), option)

describeWithBrowser('the organisation in the console', () => {
  let browser: Browser
  atTheDesk(['editor', 'office', 'admin', 'auditor'], (opened) => {
    ;({ browser, test, web } = opened)
  })

  it('admin makes a division and an account; that person changes the first password; the ledger tells and verifies', async () => {
    const division = '<svg onload=alert(1)>'
    const name = '<img src=x onerror=alert(1)>'
    const watched = await sitDown(browser, web.base, 'admin', '/divisions')
    const { page } = watched
    await page.getByRole('button', { name: '增加单位' }).click()
    await page.getByRole('button', { name: '增加', exact: true }).click()
    await page.getByRole('dialog').locator('.el-form-item__error').first().waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByLabel('名称', { exact: true }).fill(division)
    await page.getByRole('button', { name: '增加', exact: true }).click()
    await page.getByRole('cell', { name: division }).waitFor()

    await go(page, web.base, 'accounts', '账号与角色')
    await page.getByRole('button', { name: '开设账号' }).click()
    await page.getByLabel('姓名', { exact: true }).fill(name)
    await page.getByLabel('用户名', { exact: true }).fill('newcomer')
    await pick(page, '科室或单位', division)
    await page.getByRole('dialog').locator('.el-checkbox', { hasText: '拟稿' }).click()
    const password = await page.getByLabel('初始密码').inputValue()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '开设', exact: true }).click()
    await page.getByRole('cell', { name }).waitFor()
    expect(await page.locator('main img, main svg[onload]').count()).toBe(0)

    const first = await openPage(browser, `${web.base}/console/`, desk)
    await enter(first, 'newcomer', password)
    await first.page.getByText('这是您第一次登录').waitFor()
    await first.page.getByLabel('当前密码').fill(password)
    await first.page.getByLabel('新密码', { exact: true }).fill('wind-over-the-river')
    await first.page.getByLabel('再输入一次新密码').fill('wind-over-the-river')
    await first.page.getByRole('button', { name: '修改密码' }).click()
    await first.page.getByRole('heading', { name: '首页' }).waitFor()
    const menu = await first.page.getByRole('navigation', { name: '主菜单' }).textContent()
    for (const entry of ['账号与角色', '科室与单位', '台账', '放假安排', '设置'])
      expect(menu).not.toContain(entry)
    for (const path of ['accounts', 'divisions', 'ledger', 'calendar', 'settings']) {
      await first.page.goto(`${web.base}/console/${path}`)
      await first.page.getByRole('heading', { name: '您没有查看这一页的权限' }).waitFor()
    }

    await go(page, web.base, 'ledger', '台账')
    await page.getByRole('cell', { name: '开设账号' }).first().waitFor()
    await page.getByRole('button', { name: '核对台账' }).click()
    await page.getByText('核对无误').waitFor()
    const { entries, head } = await test.office.ledger.verify()
    expect(await page.getByRole('status').textContent()).toContain(`共 ${entries} 条`)
    expect(await page.getByRole('status').textContent()).toContain(head)
    await page.locator('.el-table__expand-icon').first().click()
    await page.getByText('本条的哈希').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByLabel('查字句，空格隔开的都要有').fill(`开设账号 ${name}`)
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=/)
    await page.getByText('本页 1 条，已到最后').waitFor()
    await page.getByRole('button', { name: '清除条件' }).click()
    await page.locator('button[title="只看这个人"]', { hasText: name }).first().click()
    await page.waitForURL(/actorId=/)
    await page.getByText(`人员：${name}`).waitFor()
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    // The empty name was refused with 400, as it should be.
    expect(withoutRefusals(watched.troubles.filter((t) => !t.includes('400')))).toEqual([])
    expect(withoutRefusals(first.troubles)).toEqual([])
  })

  it('names that are attacks stand as text on every screen that shows them, also in the ledger', async () => {
    const admin = await test.staff('admin')
    const names = fits(50)
    expect(names.length).toBeGreaterThan(60)
    const people = fits(30).slice(0, 12)
    for (const name of names)
      await test.office.divisions.create(admin, { parentId: null, name, kind: 'section' })
    for (const [n, name] of people.entries())
      await test.office.staff.createStaff(admin, {
        username: `attack${n}`,
        name,
        divisionId: admin.divisionId,
        roles: ['editor'],
        password: 'wind-over-the-river',
      })
    const { page, troubles } = await sitDown(browser, web.base, 'admin', '/divisions')
    await page
      .getByRole('cell', { name: names[0] ?? '', exact: true })
      .first()
      .waitFor()
    const shown = await page.locator('main .el-table__body').first().textContent()
    for (const name of names) expect(shown).toContain(name.trim())
    await page.getByLabel('按名称查找').fill('svg')
    expect(await axeAtRest(page)).toEqual([])
    await go(page, web.base, 'accounts', '账号与角色')
    await page.getByText('attack0', { exact: true }).waitFor()
    const accounts = await page.locator('main .el-table__body').first().textContent()
    for (const name of people) expect(accounts).toContain(name.trim())
    await go(page, web.base, 'ledger?limit=50', '台账')
    await page.locator('.el-table__expand-icon').nth(1).click()
    await page.getByText('本条的哈希').waitFor()
    expect(
      await page.locator('main :is(script, iframe, object, embed, img, [onerror], [onload])').count(),
    ).toBe(0)
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('an account is edited, disabled, enabled and given a new password; an auditor only looks', async () => {
    const { page, troubles } = await sitDown(browser, web.base, 'admin', '/accounts')
    await page.getByRole('button', { name: 'editor 的更多操作' }).click()
    await page.getByRole('menuitem', { name: '停用账号' }).click()
    await page.getByRole('button', { name: '停用', exact: true }).click()
    await page.locator('main .el-tag', { hasText: '已停用' }).waitFor()
    await page.getByRole('button', { name: 'editor 的更多操作' }).click()
    await page.getByRole('menuitem', { name: '启用账号' }).click()
    await page.getByRole('button', { name: '启用', exact: true }).click()
    await page.locator('main .el-tag', { hasText: '已停用' }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'editor 的更多操作' }).click()
    await page.getByRole('menuitem', { name: '重设密码' }).click()
    await page.getByLabel('新的初始密码').fill('short')
    await page.getByRole('button', { name: '重设密码', exact: true }).click()
    await page.getByText('密码至少 8 个字符').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '换一个' }).click()
    await page.getByRole('button', { name: '重设密码', exact: true }).click()
    await page.getByText('密码已重设').waitFor()
    const editor = await sitDown(browser, web.base, 'admin')
    await page.getByRole('button', { name: 'admin 的更多操作' }).click()
    await page.getByRole('menuitem', { name: '各处的登录' }).click()
    await page.getByRole('dialog').getByRole('row').nth(2).waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: '关闭', exact: true }).click()
    expect(withoutRefusals(editor.troubles)).toEqual([])
    expect(withoutRefusals(troubles.filter((t) => !t.includes('400')))).toEqual([])
    const auditor = await sitDown(browser, web.base, 'auditor', '/accounts')
    await auditor.page.getByText('测试editor').waitFor()
    expect(await auditor.page.getByRole('button', { name: '开设账号' }).count()).toBe(0)
    expect(await auditor.page.getByRole('button', { name: /更多操作/ }).count()).toBe(0)
    expect(await auditor.page.getByRole('navigation').getByText('科室与单位').count()).toBe(0)
  })

  it('a second factor is enrolled, its recovery codes shown once, and other sessions are ended', async () => {
    const { page, troubles } = await sitDown(browser, web.base, 'editor', '/security')
    await sitDown(browser, web.base, 'editor')
    await page.reload()
    await page.getByRole('button', { name: '结束别处的全部登录' }).click()
    await page.getByRole('button', { name: '全部结束' }).click()
    await page.getByText('别处的登录已全部结束').waitFor()
    await page.getByRole('button', { name: '开通动态口令' }).click()
    await page.getByLabel('当前密码').fill('not-mine-at-all')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByText('密码不正确。').waitFor()
    await page.getByLabel('当前密码').fill(testPassword)
    await page.getByRole('button', { name: '下一步' }).click()
    const secret = (await page.getByLabel('密钥').textContent()) ?? ''
    expect(secret).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
    const picture = page.getByRole('img', { name: /^动态口令的二维码/ })
    const svg = decodeURIComponent((await picture.getAttribute('src')) ?? '')
    expect(jsQrOf(svg)).toContain(`secret=${secret.replaceAll(' ', '')}&`)
    // Drawn, and not refused by the page's policy.
    expect(await page.evaluate(`document.querySelector('main img').naturalWidth`)).toBeGreaterThan(0)
    expect(await axeAtRest(page)).toEqual([])
    await page
      .getByRole('textbox', { name: '动态口令' })
      .fill(codeAt(decode(secret.replaceAll(' ', '')), stepOf(test.clock.now())))
    await page.getByRole('button', { name: '确认开通' }).click()
    await page.getByText('只显示这一次。').waitFor()
    expect(await page.getByRole('list', { name: '备用码' }).getByRole('listitem').count()).toBe(10)
    expect(await axeAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '我已保存好' }).click()
    await page.getByText('已开通', { exact: true }).waitFor()
    test.clock.advance(60_000)
    await page.reload()
    await page.getByRole('button', { name: '停用动态口令' }).waitFor()
    expect(await page.getByRole('list', { name: '备用码' }).count()).toBe(0)
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('a year of holidays is looked at before it is entered, and settings say at the field what is wrong', async () => {
    const { page, troubles } = await sitDown(browser, web.base, 'admin', '/calendar')
    await page.getByLabel('放假的日期，含落在周末的').fill('1月1日至3日、2月30日')
    await page.getByText('读不懂：2月30日').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByLabel('放假的日期，含落在周末的').fill('1月1日至3日、2月5日至11日')
    await page.getByLabel('依据').fill('国务院办公厅关于 2027 年部分节假日安排的通知')
    await page.getByRole('button', { name: '看看哪些期限会变' }).click()
    await page.getByText('没有事项的期限会变').waitFor()
    await page.getByRole('button', { name: '导入', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: '导入' }).click()
    await page.getByText('已导入，没有期限需要调整').waitFor()
    await go(page, web.base, 'settings', '设置')
    await page.getByLabel('单位名称').fill('')
    await page.getByRole('button', { name: '保存设置' }).click()
    await page.locator('.el-form-item__error').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByLabel('单位名称').fill('澜川市市场监管局')
    await page.getByRole('button', { name: '保存设置' }).click()
    await page.getByText('设置已保存').waitFor()
    expect((await test.office.settings.current()).bureauName).toBe('澜川市市场监管局')
    expect(withoutRefusals(troubles.filter((t) => !t.includes('400')))).toEqual([])
  })
})
