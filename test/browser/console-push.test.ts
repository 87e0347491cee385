import type { Browser, Page } from 'playwright-core'
import { graphemes } from '../../src/platform/text'
import { serveOffice } from '../support/http'
import { type TestOffice } from '../support/office'
import { publishPublication } from '../support/publications'
import { FakeOutside, launch as launchCampaign, pushWith, registerResidents } from '../support/push'
import { xssPayloads } from '../support/xss-payloads'
import { violationsAtRest as axeAtRest, choose } from './calm'
import { describeWithBrowser, overflow } from './chromium'
import { sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

const runJobs = async () => {
  while ((await test.office.jobs.runDue()) > 0);
}
async function go(page: Page, path: string, heading: string): Promise<void> {
  await page.goto(`${web.base}/console/${path}`)
  await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor()
}

describeWithBrowser('the push desk in the console', () => {
  let browser: Browser
  atTheDesk(['editor', 'office', 'leader', 'admin'], (opened) => {
    ;({ browser, test, web } = opened)
  })

  it('what is published is counted first, sent urgently only after three checks, and its counts add up', async () => {
    await registerResidents(test, 30)
    await publishPublication(test, { title: '寒潮期间用气安全提示' })
    const { page, troubles } = await sitDown(browser, web.base, 'office', '/push/new')
    await page.getByRole('button', { name: '看能发到多少人' }).click()
    await page.getByText('请选择要推送的内容').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await choose(page, page.getByRole('combobox', { name: '内容' }), '寒潮期间用气安全提示')
    await page.getByRole('button', { name: '看能发到多少人' }).click()
    await page.getByText('人在推送范围内').waitFor()
    await page.getByText('紧急', { exact: true }).click()
    // What was counted is what is sent: a change asks for a count anew.
    await page.getByText('还没有计算').waitFor()
    await page.getByRole('button', { name: '看能发到多少人' }).click()
    await page.getByRole('button', { name: '紧急推送' }).click()
    const sure = page.getByRole('button', { name: '立即紧急推送' })
    expect(await sure.isDisabled()).toBe(true)
    for (const words of [/内容已核对/, /范围已核对/, /情况紧急/]) await page.getByText(words).click()
    expect(await axeAtRest(page)).toEqual([])
    await sure.click()
    await page.getByRole('heading', { name: /寒潮期间用气安全提示/, level: 1 }).waitFor()
    await runJobs()
    await page.getByText('已完成', { exact: true }).waitFor()
    const row = page.getByRole('row', { name: /合计/ })
    expect(await row.textContent()).toContain('30')
    expect(await page.getByRole('img', { name: /已送达 30/ }).count()).toBe(1)
    expect(await axeAtRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('a push is paused, resumed and cancelled; what is unknown is settled by saying how one knows', async () => {
    await registerResidents(test, 4)
    const outside = new FakeOutside((_, nth) => (nth === 0 ? 'unknown' : 'sent'))
    const push = pushWith(test.office, [outside], 2)
    const id = await launchCampaign(test, { title: '一次推送', channels: ['fake'] }, push.campaigns)
    await push.fanOut.run(id)
    await push.sending.burst(id, 1)
    test.clock.advance(120_000)
    const { page, troubles } = await sitDown(browser, web.base, 'leader', `/push/${id}`)
    await page.getByRole('button', { name: '暂停' }).click()
    await page.getByRole('button', { name: '恢复' }).click()
    await page.getByRole('button', { name: '取消推送' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '取消推送' }).click()
    await page.getByText('已取消', { exact: true }).first().waitFor()
    await page.getByRole('link', { name: '去认定' }).click()
    await page.getByRole('button', { name: '认定' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '认定', exact: true }).click()
    await page.getByText('请写明是怎么知道的').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByText('没有送达', { exact: true }).click()
    await page.getByRole('button', { name: '群众来电说没有收到' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '认定', exact: true }).click()
    await page.getByText('没有结果不明的推送').waitFor()
    const { counts } = await test.office.campaignReads.find(id)
    expect(counts).toMatchObject({ undelivered: 1, unknown: 0 })
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('titles that are attacks stand as text in the list, on the campaign and on the month', async () => {
    const titles = xssPayloads.filter((p) => graphemes(p) <= 60 && !/\p{Cc}/u.test(p))
    for (const title of titles.slice(0, 45)) await launchCampaign(test, { title, summary: title })
    const { page, troubles } = await sitDown(browser, web.base, 'editor', '/push')
    await page
      .getByRole('link', { name: titles[0] ?? '', exact: true })
      .first()
      .waitFor()
    const shown = await page.locator('main .el-table__body').first().textContent()
    for (const title of titles.slice(0, 45)) expect(shown).toContain(title.trim())
    expect(await axeAtRest(page)).toEqual([])
    await page
      .getByRole('link', { name: titles[0] ?? '', exact: true })
      .first()
      .click()
    await page.getByRole('heading', { name: '各状态的份数' }).waitFor()
    expect(
      await page.locator('main :is(script, iframe, object, embed, img, [onerror], [onload])').count(),
    ).toBe(0)
    // No buttons and no way for one who only writes.
    expect(await page.getByRole('button', { name: '暂停' }).count()).toBe(0)
    for (const path of ['push/new', 'push/unknown', 'push/templates', 'push/account-menu']) {
      await page.goto(`${web.base}/console/${path}`)
      await page.getByRole('heading', { name: '您没有查看这一页的权限' }).waitFor()
    }
    await go(page, 'push/mass', '服务号群发')
    expect(await page.getByRole('button', { name: '群发一篇信息' }).count()).toBe(0)
    await page.getByText('还没有接入服务号').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('admin registers and retires a template; what WeChat has not got says so', async () => {
    const { page, troubles } = await sitDown(browser, web.base, 'admin', '/push/templates')
    await page.getByRole('button', { name: '登记模板' }).click()
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.getByRole('dialog').locator('.el-form-item__error').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await page.getByLabel('微信模板编号').fill('tmpl-of-the-year')
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.getByText('已登记“通知提醒”第 2 版').waitFor()
    const row = page.getByRole('row', { name: /tmpl-of-the-year/ })
    await row.getByRole('button', { name: '停用' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
    await page.getByText('模板已停用').waitFor()
    await row.waitFor({ state: 'detached' })
    await page.getByText('显示已停用的').click()
    await row.getByText('已停用').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    await go(page, 'push/account-menu', '服务号菜单')
    await page.getByText('还没有接入服务号').waitFor()
    expect(await axeAtRest(page)).toEqual([])
    expect(troubles.filter((t) => !/40[0139]/.test(t))).toEqual([])
  })
})
