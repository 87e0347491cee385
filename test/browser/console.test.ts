import type { Browser } from 'playwright-core'
import { serveOffice } from '../support/http'
import { DAY, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { xssPayloads } from '../support/xss-payloads'
import { violationsAtRest } from './calm'
import { describeWithBrowser, openPage, overflow } from './chromium'
import { desk, enter, sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

describeWithBrowser('the staff console', () => {
  let browser: Browser
  atTheDesk(['editor', 'office', 'auditor'], (opened) => {
    ;({ browser, test, web } = opened)
  })

  it('says in words what is wrong with a password, then lets in, and leads back to where one wanted to go', async () => {
    const watched = await openPage(browser, `${web.base}/console/password`, desk)
    const { page, troubles } = watched
    await page.getByRole('heading', { name: '广听管理后台' }).waitFor()
    expect(await page.getByText('澜川市市场监督管理局').isVisible()).toBe(true)
    expect(await page.getByRole('complementary', { name: '演示说明' }).textContent()).toContain('虚构')
    expect(await violationsAtRest(page)).toEqual([])
    await enter(watched, 'editor', 'wrong-password')
    await page.getByText('用户名或密码不正确。').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await enter(watched, 'editor')
    await page.getByRole('heading', { name: '修改密码' }).waitFor()
    expect(page.url()).toBe(`${web.base}/console/password`)
    expect(await violationsAtRest(page)).toEqual([])
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('says how long to wait where wrong passwords have locked the account', async () => {
    const watched = await openPage(browser, `${web.base}/console/`, desk)
    for (let tries = 0; tries < 8; tries++)
      await web.stranger('POST', '/api/staff/session', { username: 'editor', password: 'wrong' })
    await enter(watched, 'editor')
    await watched.page.getByText('账号已暂时锁定').waitFor()
  })

  it('the home page shows what waits and what is open, with nothing for axe or the console to report', async () => {
    const title = xssPayloads[0] ?? ''
    await openPoll(test, { title })
    const { page, troubles } = await sitDown(browser, web.base, 'office')
    await page.getByText(title).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await violationsAtRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.reload()
    await page.getByText(title).waitFor()
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('is run by keyboard: skip link, shortcuts, focus on the new heading', async () => {
    const { page, troubles } = await sitDown(browser, web.base, 'auditor')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('跳到正文')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: '快捷键' }).waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /测试auditor/ }).click()
    await page.getByRole('menuitem', { name: '修改密码' }).click()
    await page.waitForFunction(`document.activeElement.textContent === '修改密码'`)
    await page.goto(`${web.base}/console/nowhere/at/all`)
    await page.getByRole('heading', { name: '没有这个页面' }).waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('an expired session leads to the sign-in page and back; signing out forgets where one was', async () => {
    const { page, troubles } = await sitDown(browser, web.base, 'office', '/password?x=1')
    test.clock.advance(DAY)
    await page.goto(`${web.base}/console/password?x=1`)
    await page.getByRole('button', { name: '登录' }).waitFor()
    expect(new URL(page.url()).searchParams.get('to')).toBe('/password?x=1')
    await enter({ page, troubles }, 'office')
    await page.waitForURL('**/console/password?x=1')
    await page.getByRole('button', { name: /测试office/ }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await page.getByText('已退出登录。').waitFor()
    expect(page.url()).toBe(`${web.base}/console/sign-in`)
    await page.goto(`${web.base}/console/`)
    await page.getByRole('button', { name: '登录' }).waitFor()
    expect(withoutRefusals(troubles)).toEqual([])
  })
})
