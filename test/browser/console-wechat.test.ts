import type { Browser, Page } from 'playwright-core'
import { menu } from '../../bot/menu'
import { serveOffice } from '../support/http'
import { publishPublication } from '../support/publications'
import { leaveLooseEnds } from '../support/push-loose-ends'
import { openWechatOffice, type WechatTest } from '../support/wechat'
import { choose, violationsAtRest } from './calm'
import { describeWithBrowser, overflow } from './chromium'
import { sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'

let test: WechatTest
let web: Awaited<ReturnType<typeof serveOffice>>

const inDialog = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true })
const runJobs = async () => {
  while ((await test.office.jobs.runDue()) > 0);
  await test.fake.settled()
}

describeWithBrowser('the push desk with both accounts of WeChat', () => {
  let browser: Browser
  atTheDesk<WechatTest>(
    ['admin', 'editor', 'office', 'leader'],
    (opened) => {
      ;({ browser, test, web } = opened)
    },
    () => openWechatOffice(undefined, { menu }, 'sqlite'),
  )

  it('what found WeChat too busy is sent once more, what went astray is settled and never sent again', async () => {
    const { campaignIds } = await leaveLooseEnds(test, { pushes: ['寒潮用气提示'], masses: [] })
    const [id = ''] = campaignIds
    const { page, troubles } = await sitDown(browser, web.base, 'leader', '/push/unknown')
    await page.getByRole('link', { name: '寒潮用气提示' }).first().waitFor()
    expect(await page.locator('main .el-table__row').count()).toBe(2)
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '认定' }).first().click()
    await inDialog(page, '认定').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByText('已经送达', { exact: true }).click()
    await page.getByRole('button', { name: '群众来电确认收到' }).click()
    await inDialog(page, '认定').click()
    await page.getByText('本页 1 条，已到最后').waitFor()
    await page.getByRole('link', { name: '寒潮用气提示' }).click()
    await page.getByRole('button', { name: '补发 1 份' }).click()
    await inDialog(page, '补发').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await inDialog(page, '补发').click()
    await page.getByText('已重新排队').waitFor()
    await runJobs()
    const { counts } = await test.office.campaignReads.find(id)
    expect(counts).toMatchObject({ delivered: 1, unknown: 1, sent: 4 })
    expect(test.fake.tally()).toMatchObject({ accepted: 6, mostPerRecipientAndTemplate: 1 })
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('a mass message is chosen, made sure of and counted; one that went astray is settled', async () => {
    await leaveLooseEnds(test, { pushes: [], masses: ['春节消费提示', '冬季用电提示'] })
    await publishPublication(test, { title: '一月抽检结果' })
    const { page, troubles } = await sitDown(browser, web.base, 'leader', '/push/mass')
    await page.clock.setFixedTime(test.clock.now())
    await page.reload()
    await page.getByText('本月还能发 2 次，共 4 次').waitFor()
    await page.getByText('关注者 2').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: '认定' }).click()
    await page.getByText('没有发出', { exact: true }).click()
    await page.getByRole('button', { name: '公众平台后台没有发送记录' }).click()
    expect(await violationsAtRest(page)).toEqual([])
    await inDialog(page, '认定').click()
    await page.getByText('本月还能发 3 次，共 4 次').waitFor()
    await page.getByRole('button', { name: '群发一篇信息' }).click()
    await choose(page, page.getByRole('combobox', { name: '已经发布的信息' }), /一月抽检结果/)
    expect(await inDialog(page, '群发').isDisabled()).toBe(true)
    await page.getByText(/发给服务号的全体关注者，用掉/).click()
    expect(await violationsAtRest(page)).toEqual([])
    await inDialog(page, '群发').click()
    await page.getByText('“一月抽检结果”已排队群发').waitFor()
    await runJobs()
    expect(test.fake.inbox('o-follower-1').at(-1)?.text).toContain('一月抽检结果')
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('the menu is compared with WeChat’s and put up', async () => {
    const { page, troubles } = await sitDown(browser, web.base, 'admin', '/push/account-menu')
    await page.getByText('与微信上的不一致').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '设置到服务号' }).click()
    await inDialog(page, '设置').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await inDialog(page, '设置').click()
    await page.getByText('与微信上的一致', { exact: true }).waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    const office = await sitDown(browser, web.base, 'office', '/push/account-menu')
    await office.page.getByText('与微信上的一致', { exact: true }).waitFor()
    expect(await office.page.getByRole('button', { name: '重新设置' }).count()).toBe(0)
    expect(withoutRefusals([...troubles, ...office.troubles])).toEqual([])
  })
})
