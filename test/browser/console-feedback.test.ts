import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { systemActor } from '../../src/modules/ledger'
import { openConsultation, ruleText } from '../support/consultations'
import type { serveOffice } from '../support/http'
import type { TestOffice } from '../support/office'
import { buildLine, publishReport } from '../support/reports'
import { choose, violationsAtRest } from './calm'
import { describeWithBrowser, overflow } from './chromium'
import { sitDown, withoutRefusals } from './console'
import { atTheDesk } from './console.desk'
import { settled } from './console.rounds'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let browser: Browser

const form = '第九条停车场应当标明免费时长，否则车主进去以后才知道要收费，希望写进规定里，方便大家提前选择。'
const lone = '另外收费员应当佩戴工作牌。'
const said = [
  { text: form, at: 'a9' },
  { text: form, at: 'a9' },
  { text: form.replace('方便大家', '方便市民'), at: 'a9' },
  { text: `${form}${lone}`, at: 'a9' },
  { text: '不同意第十条，餐具费应当由店家自己定，罚得太重。', at: 'a10' },
  { text: '我家在幸福路12号，电话13800138000，楼下超市标低价按高价收钱，要求查处。' },
  { text: '支持。' },
] as const

/** With this variable set every state is kept as a picture, for a look at it. */
const SHOTS = process.env.FEEDBACK_SHOTS
async function shot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return
  mkdirSync(SHOTS, { recursive: true })
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `${SHOTS}/${name} ${width}.png` })
  }
}

async function consultation() {
  const { consultation, clause } = await openConsultation(test)
  const ids: string[] = []
  for (const [n, { text, ...rest }] of said.entries()) {
    const person = await test.resident(`o-feedback-${n}`)
    const clauseId = 'at' in rest ? clause(rest.at).id : undefined
    ids.push((await test.office.commentBox.comment(person, consultation.id, { text, clauseId })).comment.id)
  }
  await test.office.analysing.run()
  return { ...consultation, ids }
}

describeWithBrowser('the feedback on a draft in the console', () => {
  atTheDesk(['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'], (opened) => {
    ;({ browser, test, web } = opened)
  })

  it('shows what differs within a group, why each label stands, and how often people agreed', async () => {
    const { id } = await consultation()
    const editor = await sitDown(browser, web.base, 'editor', `/consultations/${id}`)
    const { page } = editor
    await page.getByText('7 条未答复').waitFor()
    await page.getByText('还没有人核对过机器读出的内容').waitFor()
    await shot(page, 'comments')
    expect(await violationsAtRest(page)).toEqual([])

    await page.getByRole('button', { name: /^相近的意见 \d+ 组$/ }).click()
    await page.getByText('一字不差 2 条').waitFor()
    await page.getByRole('button', { name: '看差别' }).first().click()
    const detail = page.locator('.detail')
    await detail.locator('mark', { hasText: '佩戴工作牌' }).waitFor()
    await detail.locator('ins', { hasText: '市民' }).waitFor()
    await detail.locator('del', { hasText: '大家' }).waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await shot(page, 'differences')
    // Not the same after all: it leaves, and still counts.
    await detail
      .locator('li', { hasText: '工作牌' })
      .getByRole('button', { name: '不是一回事，移出' })
      .click()
    await detail.locator('mark').waitFor({ state: 'detached' })
    await page.getByText('归组 0.0%（0 / 1）').waitFor()
    await page.getByText('7 条未答复').waitFor()
    await page.getByRole('button', { name: '逐条看' }).first().click()

    await page.goto(`${web.base}/console/consultations/${id}`)
    await choose(page, page.getByRole('combobox', { name: '机器提示' }), '写有个人信息 1')
    await page.locator('.comments li').nth(1).waitFor({ state: 'detached' })
    const row = page.locator('.comments li').first()
    await row.getByText('“138****8000”').first().waitFor()
    expect(await row.textContent()).not.toContain('13800138000')
    await choose(page, page.getByRole('combobox', { name: '机器提示' }), '机器提示')

    // By keyboard: to the fifth, why it was read so, and chosen.
    await page.locator('.comments li').nth(6).waitFor()
    await page.locator('h1').first().click()
    for (let n = 0; n < 5; n++) await page.keyboard.press('j')
    await page.keyboard.press('e')
    const panel = page.locator('.panel')
    await panel.getByText('“不同意”').first().waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await shot(page, 'why')
    await panel.getByRole('button', { name: '四项都对' }).click()
    await page.getByText('态度 100.0%（1 / 1）').waitFor()
    await choose(page, panel.getByRole('combobox', { name: '校正态度' }), '建议修改')
    await panel.getByRole('button', { name: '保存校正' }).click()
    await page.getByText('态度 0.0%（0 / 1）').waitFor()
    const fifth = page.locator('.comments li').nth(4)
    await fifth.getByText('人工核对').waitFor()
    await fifth.locator('s', { hasText: '反对' }).waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await shot(page, 'corrected')
    await fifth.focus()
    await page.keyboard.press('x')
    await page.getByText('已选 1 条').waitFor()

    // As it stands after the correction.
    await choose(page, page.getByRole('combobox', { name: '读出的态度' }), /^反对$/)
    await page.getByText('没有符合这些条件的意见').waitFor()
    expect(withoutRefusals(editor.troubles)).toEqual([])
    const auditor = await sitDown(browser, web.base, 'auditor', `/consultations/${id}`)
    await auditor.page.getByRole('button', { name: '依据和校正' }).nth(4).click()
    await auditor.page.locator('.panel').getByText('有人核对过').waitFor()
    expect(await auditor.page.getByRole('button', { name: '保存校正' }).count()).toBe(0)
    expect(withoutRefusals(auditor.troubles)).toEqual([])
  })

  it('is there with two requests beside the session’s, in every view, before and after the report', async () => {
    const { id, ids, closesAt } = await consultation()
    const { adoption, revisions } = test.office
    const editorActor = await test.staff('editor')
    const text = ruleText.replace('每小时价格和封顶价格', '每小时价格、免费时长和封顶价格')
    await revisions.uploadRevision(editorActor, id, { text })
    const watched = await sitDown(browser, web.base, 'office', '/')
    const { page } = watched
    const asked: string[] = []
    page.on('request', (r) => asked.push(new URL(r.url()).pathname))
    const requests = async (view: string) => {
      asked.length = 0
      await page.goto(`${web.base}/console/consultations/${id}${view && `?view=${view}`}`)
      await settled(page)
      return asked.filter((path) => path.startsWith('/api/') && path !== '/api/staff/session')
    }
    const views = ['', 'feedback', 'lines', 'assignments', 'revision', 'report', 'coverage', 'draft']
    for (const view of views) {
      const api = await requests(view)
      expect([view, api, api.length <= 2]).toEqual([view, api, true])
    }

    await adoption.dispose(editorActor, id, ids.slice(0, 4), buildLine({ gist: '标明免费时长。' }))
    await page.goto(`${web.base}/console/consultations/${id}?view=lines`)
    // From the answer to what it changed, and back.
    await page.getByRole('link', { name: '第九条', exact: true }).click()
    await page.getByText('只看一条答复引起的').waitFor()
    await page.locator('ins', { hasText: '免费时长' }).waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await shot(page, 'revision')
    await page.getByRole('link', { name: '第 1 条答复' }).click()
    await page.getByText('只看一条答复', { exact: true }).waitFor()
    await shot(page, 'lines')
    expect(await violationsAtRest(page)).toEqual([])
    await page.goto(`${web.base}/console/consultations/${id}?view=coverage`)
    await settled(page)
    await shot(page, 'coverage')

    await adoption.dispose(editorActor, id, ids.slice(4), buildLine({ disposition: 'not_adopted' }))
    test.clock.set(closesAt)
    await test.office.consultations.freezeDue(systemActor)
    await publishReport(test, id)
    const after = await sitDown(browser, web.base, 'office', '/')
    after.page.on('request', (r) => asked.push(new URL(r.url()).pathname))
    asked.length = 0
    await after.page.goto(`${web.base}/console/consultations/${id}`)
    await settled(after.page)
    await after.page.getByRole('heading', { name: '告知情况' }).waitFor()
    await shot(after.page, 'report')
    const api = asked.filter((path) => path.startsWith('/api/') && path !== '/api/staff/session')
    expect(api).toHaveLength(2)
    expect(withoutRefusals(after.troubles)).toEqual([])
  })
})
