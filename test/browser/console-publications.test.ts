import type { Browser, Page } from 'playwright-core'
import { png } from '../support/files'
import { serveOffice } from '../support/http'
import { type TestOffice } from '../support/office'
import { approve, clearPublication, publicationDesk, publishPublication } from '../support/publications'
import { xssPayloads } from '../support/xss-payloads'
import { violationsAtRest } from './calm'
import { describeWithBrowser, overflow, type Watched } from './chromium'
import { sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
const written = publicationDesk(() => test)

/** What a form refuses by 409 is a sentence in the page; the browser notes it as well. */
const troublesOf = ({ troubles }: Watched) => withoutRefusals(troubles)
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const confirm = (page: Page, title: string, action: string) =>
  page.getByRole('dialog', { name: title }).getByRole('button', { name: action, exact: true }).click()

describeWithBrowser('publications in the console', () => {
  let browser: Browser
  atTheDesk(['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'], (opened) => {
    ;({ browser, test, web } = opened)
  })

  const sit = (who: string, path: string) => sitDown(browser, web.base, who, path)

  it('an author writes, three reviewers and the secrecy officer sign, the office publishes and pushes', async () => {
    await test.resident('lan')
    const editor = await sit('editor', '/publications/new')
    const { page } = editor
    await page.getByLabel('标题', { exact: true }).fill('端午选粽提示')
    await page.getByLabel('摘要', { exact: true }).fill('看标签、看包装、看贮存温度。')
    const text = page.getByLabel('正文', { exact: true })
    await text.fill('怎么选\n\n请到证照齐全的商家购买，联系人 13800138000。')
    await page.locator('mark.blocking').first().waitFor()
    expect(await page.locator('mark').allTextContents()).toEqual(['13800138000'])
    // The first line becomes a heading by a key, and the preview shows it as one.
    await text.focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+2')
    await page
      .getByRole('region', { name: '手机上的样子' })
      .getByRole('heading', { name: '怎么选' })
      .waitFor()
    await page.getByLabel('咨询科室').fill('消费者权益保护科')
    await page.getByLabel('咨询电话').fill('0900-0000018（虚构）')
    await page.getByLabel('咨询时间').fill('工作日 9:00—17:00')
    await page
      .getByLabel('上传封面')
      .setInputFiles({ name: '方案.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await page.getByText('“方案.txt”不能上传：这里只接受 JPG、PNG、WebP 图片。').waitFor()
    await page
      .getByLabel('上传封面')
      .setInputFiles({ name: '封面.png', mimeType: 'image/png', buffer: png(640, 360) })
    await page.getByLabel('封面的替代文字').fill('一盘粽子')
    expect(await violationsAtRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.keyboard.press('Control+s')
    await page.waitForURL('**/publications/*/edit')
    await page.getByText(/^已保存/).waitFor()

    // What blocks is refused in words; put right, it goes on its way.
    await button(page, '送审').click()
    await confirm(page, '送审', '送审')
    await page.getByRole('alert').getByText('内容中有必须先处理的问题，改正后才能送审。').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await confirm(page, '送审', '取消')
    await text.fill('## 怎么选\n\n请到证照齐全的商家购买。')
    await page.getByText('没有发现问题。').waitFor()
    await button(page, '送审').click()
    await confirm(page, '送审', '送审')
    await page.getByText('等待签署').first().waitFor()
    const path = new URL(page.url()).pathname.replace('/console', '')
    expect(await violationsAtRest(page)).toEqual([])
    expect(troublesOf(editor)).toEqual([])
    await page.close()

    for (const who of ['head', 'secrecy', 'office', 'leader']) {
      const reviewer = await sit(who, '/publications?mine=to_review')
      if (who === 'head') expect(await violationsAtRest(reviewer.page)).toEqual([])
      await reviewer.page.getByRole('link', { name: '端午选粽提示' }).click()
      await reviewer.page.waitForURL(`**${path}`)
      await button(reviewer.page, '同意').click()
      await reviewer.page.getByText('请填写意见，例如“同意”').waitFor()
      await button(reviewer.page, '填入“同意。”').click()
      await button(reviewer.page, '同意').click()
      await reviewer.page.getByRole('dialog').getByRole('button', { name: '同意' }).click()
      await reviewer.page.getByText(`测试${who}（澜川市市场监督管理局）`).waitFor()
      expect(await reviewer.page.getByLabel('审核意见').count()).toBe(0)
      if (who === 'head') expect(await violationsAtRest(reviewer.page)).toEqual([])
      expect(troublesOf(reviewer)).toEqual([])
      await reviewer.page.close()
    }

    const office = await sit('office', path)
    await button(office.page, '发布').click()
    await office.page.getByText('发布并推送').click()
    await office.page.getByText('可达 1 人').waitFor()
    expect(await violationsAtRest(office.page)).toEqual([])
    await confirm(office.page, '发布', '发布并推送')
    await office.page.getByText('已发布', { exact: true }).first().waitFor()
    await office.page.getByRole('link', { name: '三审单' }).click()
    await office.page.getByRole('heading', { name: '信息发布三审单' }).waitFor()
    for (const who of ['head', 'secrecy', 'office', 'leader'])
      expect(
        await office.page
          .getByRole('cell', { name: `测试${who}（澜川市市场监督管理局）` })
          .first()
          .isVisible(),
      ).toBe(true)
    expect(await violationsAtRest(office.page)).toEqual([])
    // As wide as A4 is between its margins: the sheet alone.
    await office.page.setViewportSize({ width: 672, height: 1000 })
    await office.page.emulateMedia({ media: 'print' })
    for (const role of ['navigation', 'banner', 'button'] as const)
      expect([role, await office.page.getByRole(role).count()]).toEqual([role, 0])
    expect(await office.page.getByRole('heading').first().textContent()).toBe('信息发布三审单')
    expect(troublesOf(office)).toEqual([])
    const { items } = (await web.stranger('GET', '/api/publications')).json
    expect(items.map((i: { title: string }) => i.title)).toEqual(['端午选粽提示'])
  })

  it('two editors at one text: what the other changed is shown, and both changes are kept', async () => {
    const { id, contentHash } = await written.create()
    const editor = await sit('editor', `/publications/${id}/edit`)
    const { page } = editor
    await page.getByLabel('标题', { exact: true }).fill('端午选粽子的提示')
    await written.edit(id, contentHash, { summary: '先看标签。' })
    await button(page, '保存').click()
    const dialog = page.getByRole('dialog', { name: '稿件已被他人修改' })
    await dialog.getByText('先看标签。').waitFor()
    expect(await dialog.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['摘要'])
    expect(await violationsAtRest(page)).toEqual([])
    await dialog.getByRole('button', { name: '合并并保存' }).click()
    await page.getByText(/^已保存/).waitFor()
    const { content } = await test.office.publicationReads.findAny(id)
    expect([content.title, content.summary]).toEqual(['端午选粽子的提示', '先看标签。'])
    expect(troublesOf(editor)).toEqual([])
  })

  it('a reviewer who returned a text sees word by word what was made of it', async () => {
    const made = await written.submitted({ markdown: '买粽子选证照齐全的商家。' })
    const first = await sit('head', `/publications/${made.id}`)
    await first.page.getByLabel('审核意见').fill('应为月饼')
    await button(first.page, '退回').click()
    await first.page.getByRole('dialog').getByRole('button', { name: '退回' }).click()
    await first.page.getByText('应为月饼').waitFor()
    await written.edit(made.id, made.contentHash, { markdown: '买月饼选证照齐全的商家。' })
    await written.submit(made.id)
    await first.page.goto(`${web.base}/console/publications/${made.id}?tab=changes`)
    await first.page.locator('ins').waitFor()
    expect(await first.page.locator('del').textContent()).toContain('粽子')
    expect(await first.page.locator('ins').textContent()).toContain('月饼')
    expect(await first.page.getByText(/^与您 .* 退回的版本比较$/).isVisible()).toBe(true)
    expect(await violationsAtRest(first.page)).toEqual([])
    expect(troublesOf(first)).toEqual([])
  })

  it('the secrecy officer answers for a blocking finding, with a reason that the sheet keeps', async () => {
    const { id } = await written.create({ markdown: '获奖者 13800138000 请来领奖。' })
    const officer = await sit('secrecy', `/publications/${id}?tab=source`)
    await button(officer.page, '说明理由后放行').click()
    await officer.page.getByRole('dialog').getByRole('textbox').fill('本人同意公开')
    await confirm(officer.page, '说明理由后放行', '放行')
    await officer.page.getByText(/放行：本人同意公开$/).waitFor()
    expect(await violationsAtRest(officer.page)).toEqual([])
    await written.submit(id)
    await officer.page.goto(`${web.base}/console/publications/${id}/sheet`)
    await officer.page.getByText('保密审查放行“手机号码”：本人同意公开').waitFor()
    expect(troublesOf(officer)).toEqual([])
  })

  it('what is public is withdrawn with a reason, or corrected while residents go on seeing it', async () => {
    const { id } = await publishPublication(test)
    const editor = await sit('editor', `/publications/${id}`)
    await editor.page.getByRole('link', { name: '更正' }).click()
    await editor.page.getByText('群众看到的内容保持不变').waitFor()
    await editor.page.getByLabel('更正说明').fill('原标题有误')
    await editor.page.getByLabel('标题', { exact: true }).fill('端午选粽提示（更正）')
    await button(editor.page, '保存').click()
    await editor.page.getByText(/^已保存/).waitFor()
    expect(troublesOf(editor)).toEqual([])
    const { contentHash } = await test.office.publicationReads.findAny(id)
    await written.submit(id)
    await approve(test, id, contentHash)
    const leader = await sit('leader', `/publications/${id}`)
    await button(leader.page, '发布更正').click()
    await confirm(leader.page, '发布更正', '发布')
    await leader.page.getByText('最近更正').waitFor()
    await button(leader.page, '撤回').click()
    await confirm(leader.page, '撤回', '撤回')
    await leader.page.getByText('请写明原因').waitFor()
    await leader.page.getByRole('dialog').getByRole('textbox').fill('数据有误')
    await confirm(leader.page, '撤回', '撤回')
    await leader.page.getByText('已撤回').first().waitFor()
    expect(await violationsAtRest(leader.page)).toEqual([])
    expect(troublesOf(leader)).toEqual([])
    expect((await web.stranger('GET', `/api/publications/${id}`)).json.withdrawn.reason).toBe('数据有误')
  })

  it('a person without the role sees neither button nor route', async () => {
    const { id } = await clearPublication(test)
    const auditor = await sit('auditor', `/publications/${id}`)
    await auditor.page.getByRole('heading', { name: '端午选粽提示' }).waitFor()
    for (const name of ['发布', '送审', '撤回', '同意'])
      expect(await button(auditor.page, name).count()).toBe(0)
    expect(await auditor.page.getByRole('link', { name: '修改' }).count()).toBe(0)
    await auditor.page.goto(`${web.base}/console/publications`)
    await auditor.page.getByRole('link', { name: '端午选粽提示' }).waitFor()
    expect(await auditor.page.getByRole('link', { name: '拟稿' }).count()).toBe(0)
    for (const path of ['/publications/new', `/publications/${id}/edit`]) {
      await auditor.page.goto(`${web.base}/console${path}`)
      await auditor.page.getByRole('heading', { name: '您没有查看这一页的权限' }).waitFor()
    }
    expect(troublesOf(auditor)).toEqual([])
  })

  it('every stored-XSS payload is text on every screen', async () => {
    const markdown = xssPayloads.join('\n\n')
    const plain = xssPayloads
      .map((p) => [...text(p).replace(/\s+/g, ' ').trim()].slice(0, 90).join(''))
      .filter(Boolean)
    const ids: string[] = []
    for (const title of plain) ids.push((await written.create({ title })).id)
    const { id, contentHash } = await written.create({
      title: plain[0],
      summary: plain[1],
      markdown: '旧的正文',
    })
    const edited = await written.edit(id, contentHash, {
      title: plain[2],
      summary: plain[3],
      markdown: text(markdown),
    })
    const editor = await sit('editor', `/publications/${id}/edit`)
    const preview = editor.page
      .getByRole('region', { name: '手机上的样子' })
      .locator('.shown-html > *')
      .first()
    await preview.waitFor()
    const refused: string[] = []
    editor.page.on('response', (r) => r.status() === 400 && refused.push(new URL(r.url()).pathname))
    await editor.page.reload()
    await preview.waitFor()
    await harmless(editor)
    for (const path of [
      `/publications/${id}`,
      `/publications/${id}?tab=source`,
      `/publications/${id}?tab=changes`,
    ]) {
      await editor.page.goto(`${web.base}/console${path}`)
      await editor.page.locator('main h1').getByText(edited.title).waitFor()
      await harmless(editor)
    }
    await editor.page.goto(`${web.base}/console/publications`)
    const seen: string[] = []
    for (let more = true; more; ) {
      await editor.page.waitForFunction(`!document.querySelector('[aria-busy="true"]')`)
      await editor.page.locator('tbody tr').first().waitFor()
      seen.push(...(await editor.page.locator('tbody td:first-child').allTextContents()))
      const next = button(editor.page, '下一页')
      more = await next.isEnabled()
      if (!more) break
      await next.click()
      await editor.page.getByText(`第 ${Math.floor(seen.length / 50) + 1} 页`).waitFor()
    }
    await harmless(editor)
    expect(seen).toHaveLength(ids.length + 1)
    // Pictures of ours that payloads name are asked for, and are not there.
    expect(refused.filter((path) => !path.startsWith('/files/'))).toEqual([])
    expect(troublesOf(editor).filter((t) => !/Failed to load resource: .* 400/.test(t))).toEqual([])
  })
})

/** One text may hold all of them, but NUL is refused at the door. */
const text = (source: string) => source.replaceAll('\u0000', '')

async function harmless({ page }: Watched): Promise<void> {
  const found = await page.evaluate<string[]>(`[...document.querySelectorAll('main *')].flatMap((e) => [
    ...(/^(SCRIPT|IFRAME|OBJECT|EMBED|FORM|STYLE|LINK|META|BASE|MATH|VIDEO|AUDIO)$/.test(e.tagName) ? [e.tagName] : []),
    ...[...e.attributes].filter((a) => /^on/i.test(a.name) || /^\\s*(javascript|vbscript):/i.test(a.value)).map((a) => a.name + '=' + a.value)
  ])`)
  expect(found).toEqual([])
}
