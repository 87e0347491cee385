import type { Browser, Page } from 'playwright-core'
import { elevatorConsultation } from '../../src/demo/consultations'
import { systemActor } from '../../src/modules/ledger'
import { mini } from '../support/chat'
import { buildConsultation, openConsultation, ruleText } from '../support/consultations'
import { workOff } from '../support/reports'
import { calm, choose, violationsAtRest } from './calm'
import { describeWithBrowser, launch, openPage, overflow } from './chromium'
import { buildConsole, sitDown, withoutRefusals } from './console'
import { chatPages, type House, minePages, openHouse } from './console.house'
import { buildMiniapp, sizeFaultsOf } from './miniapp'

let house: House
let test: House['test']
let fake: House['fake']
let web: House['web']
const OUTCOME = 'demo-mini-consultation'

describeWithBrowser('a report in the console', () => {
  let browser: Browser
  beforeAll(async () => {
    buildConsole()
    buildMiniapp()
    browser = await launch()
    house = await openHouse()
    ;({ test, fake, web } = house)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await house.close()
  })

  /** Sixteen comments: twelve residents, three of whom say the same, and four letters. */
  async function sixteen() {
    const { consultation, clause } = await openConsultation(test)
    const openids = ['m-jia', ...Array.from({ length: 11 }, (_, n) => `m-writer-${n}`)]
    for (const [n, openid] of openids.entries()) {
      const person = await test.office.residents.residentOf(mini.appId, openid)
      const text = n < 3 ? '第十一条的字号太小' : `第九条应当写明第 ${n} 种情形`
      const clauseId = clause(n < 3 ? 'a11' : 'a9').id
      await test.office.commentBox.comment(person, consultation.id, { text, clauseId, quotable: n === 3 })
      await test.office.grants.record(person, { [OUTCOME]: 'accept' })
      fake.grant(openid, OUTCOME, 'one_time')
    }
    for (let n = 0; n < 4; n++)
      await test.office.commentDesk.enterComment(await test.staff('editor'), consultation.id, {
        text: `来信第 ${n} 封`,
        source: 'letter',
        receivedOn: new Date(test.clock.now()).toISOString().slice(0, 10),
        writerKind: 'individual',
        samePerson: false,
      })
    await end(consultation)
    return { id: consultation.id, openids }
  }

  /** The labelled ones, each by the way it came; those through the mini-program by residents of their own. */
  async function thirtySix() {
    const { comments, draft, title } = elevatorConsultation
    const { consultations, drafting, commentBox, commentDesk, grants, residents } = test.office
    const editor = await test.staff('editor')
    const given = buildConsultation(test.clock.now(), { title })
    const { id } = await consultations.createConsultation(editor, given)
    const { clauses } = await drafting.uploadDraft(editor, id, { text: draft })
    const consultation = await consultations.openConsultation(await test.staff('leader'), id)
    const people = new Map<string, string>()
    for (const [n, { text, articles, source, group, stance, expected }] of comments.entries()) {
      const clauseId = clauses.find((c) => c.kind === 'article' && c.number === articles[0])?.id
      const said = { text, clauseId, group, stance: stance ?? undefined }
      if (source === 'mini_program') {
        const openid = `m-thirty-${n}`
        const person = await residents.residentOf(mini.appId, openid)
        await commentBox.comment(person, id, said)
        await grants.record(person, { [OUTCOME]: 'accept' })
        fake.grant(openid, OUTCOME, 'one_time')
        people.set(openid, expected?.disposition ?? 'out_of_scope')
      } else {
        const receivedOn = new Date(test.clock.now()).toISOString().slice(0, 10)
        const letter = { ...said, source, receivedOn, writerKind: 'individual' as const, samePerson: false }
        await commentDesk.enterComment(editor, id, letter)
      }
    }
    await end(consultation)
    return { id, people }
  }

  async function end({ closesAt }: { closesAt: number }): Promise<void> {
    await test.office.analysing.run()
    await test.office.textLookout.look()
    await test.office.textChecking.checkDue()
    test.clock.set(closesAt)
    await test.office.consultations.freezeDue(systemActor)
  }

  const pick = (page: Page, name: string, option: string | RegExp) =>
    choose(page, page.getByRole('combobox', { name }), option)
  async function writeLine(page: Page, gist: string, disposition: string, reason: string | RegExp) {
    await page.getByLabel('意见内容').fill(gist)
    for (const field of ['合法性', '合理性', '可行性']) await page.getByLabel(field).fill('符合')
    await pick(page, '采纳情况', new RegExp(`^${disposition}$`))
    if (typeof reason === 'string') await page.getByRole('textbox', { name: '理由' }).fill(reason)
    else await pick(page, '选用理由模板', reason)
  }
  const answerIn = (page: Page, name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click()

  /** Each from what waits on the own home page. */
  async function signedByFour(): Promise<void> {
    for (const role of ['head', 'office', 'secrecy', 'leader'] as const) {
      const signer = await sitDown(browser, web.base, role, '/')
      await signer.page.locator('li', { hasText: '采纳情况待审核' }).getByRole('link').click()
      await signer.page.getByRole('button', { name: '填入“同意。”' }).click()
      if (role === 'head') expect(await violationsAtRest(signer.page)).toEqual([])
      await signer.page.getByRole('button', { name: '同意', exact: true }).click()
      await answerIn(signer.page, '同意')
      await signer.page.locator('#sign').waitFor({ state: 'detached' })
      expect(withoutRefusals(signer.troubles)).toEqual([])
      await signer.page.context().close()
    }
  }
  async function letOut(page: Page): Promise<void> {
    await page.getByRole('button', { name: '公布', exact: true }).click()
    await answerIn(page, '公布')
    await page.getByText('每位提出人都能看到自己意见的结果').waitFor()
    await workOff(test)
    await page.reload()
  }

  /** Each commenter's own page shows the answer, and the push stands in the chat of the simulator. */
  async function everybodyReads(id: string, told: ReadonlyMap<string, { tag: string; reason: string }>) {
    const mine = await minePages(browser, web.base)
    for (const [openid, { tag, reason }] of told) {
      const page = await mine.at(openid)
      await page.getByText(`答复：${reason}`).waitFor()
      await page.getByText(tag, { exact: true }).waitFor()
      expect(fake.inbox(openid).map((m) => m.link)).toEqual([`pages/consultations/report?id=${id}`])
    }
    expect(mine.troubles).toEqual([])
    await mine.close()
    const chat = await chatPages(browser, web.base)
    for (const openid of told.keys()) {
      const page = await chat.at(openid.replace(/^m-/, ''))
      await page.locator('#talk .said.push', { hasText: '已公布' }).waitFor()
    }
    expect(chat.troubles).toEqual([])
    await chat.close()
  }

  it('sixteen comments are answered by groups and pages, reviewed by four, published, and told', async () => {
    const { id, openids } = await sixteen()
    const editor = await sitDown(browser, web.base, 'editor', `/consultations/${id}?view=feedback`)
    const { page } = editor
    await page.getByRole('button', { name: '相近的意见 1 组' }).click()
    await page.getByRole('button', { name: '整组答复' }).click()
    await page.getByText('已选 1 组').waitFor()
    await writeLine(page, '字号不小于两厘米', '采纳', '已在第十一条写明。')
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('button', { name: '保存答复' }).click()
    await page.getByText('已答复 3 / 16').waitFor()
    await page.goto(`${web.base}/console/consultations/${id}?view=feedback`)
    await page.getByText(/选中本页未答复的 13 条/).click()
    await writeLine(page, '补充情形', '不采纳', /已有规定可以适用/)
    await page.getByRole('button', { name: '保存答复' }).click()
    await page.getByText('已答复 16 / 16').waitFor()

    await page.getByRole('button', { name: '已拟答复' }).click()
    await page.getByRole('button', { name: '摘录原话' }).last().click()
    await page.getByRole('button', { name: '摘录', exact: true }).click()
    await page.getByText('“第九条应当写明第 3 种情形”').waitFor()
    await page.getByRole('button', { name: '新旧对照' }).click()
    await page.getByRole('button', { name: '粘贴文字' }).click()
    await page.getByLabel('修改稿全文').fill(ruleText.replace('标价牌上的字', '标价牌上的字不小于两厘米，'))
    await page.getByRole('button', { name: '上传', exact: true }).click()
    await page.locator('ins', { hasText: '不小于两厘米' }).waitFor()
    await page.getByText('第 2 条答复').waitFor()
    expect(await violationsAtRest(page)).toEqual([])

    await page.getByRole('button', { name: '采纳情况', exact: true }).click()
    await page.getByText('每条意见都已答复，可以送审。').waitFor()
    await page.getByRole('button', { name: '写前言' }).click()
    await page.getByLabel('前言（可不写）').fill('感谢各位的意见。')
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.locator('.shown-html', { hasText: '感谢各位的意见。' }).waitFor()
    await page.getByRole('button', { name: '送审', exact: true }).click()
    expect(await violationsAtRest(page)).toEqual([])
    await answerIn(page, '送审')
    await page.getByText('审核中。期间修改').waitFor()
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(withoutRefusals(editor.troubles)).toEqual([])

    await signedByFour()
    const leader = await sitDown(browser, web.base, 'leader', `/consultations/${id}?view=report`)
    await letOut(leader.page)
    const reach = leader.page.locator('section', {
      has: leader.page.getByRole('heading', { name: '告知情况' }),
    })
    await reach.getByText('12 人，内容是本人意见的结果').waitFor()
    await reach.getByText('已发出 12').waitFor()
    await reach.getByText('信函 4 条').waitFor()
    await reach.getByRole('button', { name: '逐条看' }).click()
    await reach.getByRole('link', { name: '看答复' }).first().waitFor()
    expect(await violationsAtRest(leader.page)).toEqual([])
    expect(withoutRefusals(leader.troubles)).toEqual([])

    const adopted = { tag: '采纳', reason: '已在第十一条写明。' }
    const not = { tag: '不采纳', reason: '〔第×条〕' }
    await everybodyReads(id, new Map(openids.map((openid, n) => [openid, n < 3 ? adopted : not])))
    const published = await openPage(browser, `${web.base}/api/consultations/${id}/report/page`)
    await published.page.getByText('第九条应当写明第 3 种情形').waitFor()
    expect(await violationsAtRest(published.page)).toEqual([])
    expect(await overflow(published.page)).toBeLessThanOrEqual(0)
    expect(published.troubles).toEqual([])
  })

  it('the thirty-six labelled ones are answered in the browser, published, and told to each who wrote', async () => {
    const { id, people } = await thirtySix()
    const { comments } = elevatorConsultation
    const editor = await sitDown(browser, web.base, 'editor', `/consultations/${id}`)
    const { page } = editor
    let answered = 0
    const words = {
      adopted: '采纳',
      partly_adopted: '部分采纳',
      not_adopted: '不采纳',
      out_of_scope: '不属于本次征求意见范围',
    }
    const reasonOf = (disposition: string) => `经研究，理由如下：${disposition}。`
    for (const [disposition, word] of Object.entries(words)) {
      const mine = comments.filter((c) => (c.expected?.disposition ?? 'out_of_scope') === disposition)
      for (const { text } of mine) {
        // What is shown is masked; its first words are enough to find it, and a twin may stand beside it.
        const row = page.locator('.comments li:not(.chosen)', { hasText: text.slice(0, 12) }).first()
        await row.locator('.el-checkbox').first().click()
      }
      await page.getByText(`已选 ${mine.length} 条`).waitFor()
      await writeLine(page, `归纳：${word}的意见`, word, reasonOf(disposition))
      await page.getByRole('button', { name: '保存答复' }).click()
      answered += mine.length
      await page.getByText(`已答复 ${answered} / 36`).waitFor()
      const listed = page.locator('.comments[aria-busy=false]')
      await listed.or(page.getByText('没有符合这些条件的意见')).first().waitFor()
    }
    await page.getByText('0 条未答复').waitFor()
    await page.getByRole('button', { name: '采纳情况', exact: true }).click()
    await page.getByText('每条意见都已答复，可以送审。').waitFor()
    await page.getByText('收到 36 条，已答复 36 条').waitFor()
    await page.getByRole('button', { name: '送审', exact: true }).click()
    await answerIn(page, '送审')
    await page.getByText('审核中。期间修改').waitFor()
    expect(withoutRefusals(editor.troubles)).toEqual([])
    await signedByFour()
    const leader = await sitDown(browser, web.base, 'leader', `/consultations/${id}?view=report`)
    await letOut(leader.page)
    await leader.page.getByText(`${people.size} 人，内容是本人意见的结果`).waitFor()
    expect(withoutRefusals(leader.troubles)).toEqual([])
    const tags = { ...words, out_of_scope: '不属于本次征求意见' }
    await everybodyReads(
      id,
      new Map(
        [...people].map(([openid, disposition]) => [
          openid,
          { tag: tags[disposition as keyof typeof tags], reason: reasonOf(disposition) },
        ]),
      ),
    )
    // And on a phone, the whole of it.
    const phone = await openPage(browser, `${web.base}/pages/consultations/report?id=${id}`)
    await phone.page.getByText('36').first().waitFor()
    expect(await violationsAtRest(phone.page)).toEqual([])
    expect(await sizeFaultsOf(phone.page, false)).toEqual([])
    expect(phone.troubles).toEqual([])
  })

  it('comments are given to a division, invitations are noted, and what nobody spoke of is in sight', async () => {
    const { consultation, clause } = await openConsultation(test)
    const person = await test.resident('o-assign')
    await test.office.commentBox.comment(person, consultation.id, {
      text: '停车费太高',
      clauseId: clause('a9').id,
    })
    await test.office.divisions.create(systemActor, { parentId: null, name: '价格监督科', kind: 'section' })
    const watched = await sitDown(
      browser,
      web.base,
      'office',
      `/consultations/${consultation.id}?view=feedback`,
    )
    const { page } = watched
    await page.getByText('停车费太高').click()
    await page.locator('.desk').getByRole('button', { name: '交办' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('备注（只给同事看，不公布）').fill('先问停车办')
    await calm(page)
    await choose(page, dialog.getByRole('combobox', { name: '科室' }), '价格监督科')
    expect(await violationsAtRest(page)).toEqual([])
    await dialog.getByRole('button', { name: '交办', exact: true }).click()
    await page.locator('.views').getByRole('button', { name: '交办' }).click()
    await page.getByText('0 / 1').waitFor()
    await page.getByText('先问停车办').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    await page.getByRole('link', { name: '看意见' }).click()
    await page.getByText('只看交办的一批').waitFor()
    await page.getByText('停车费太高').waitFor()

    await page.locator('.views').getByRole('button', { name: '覆盖面' }).click()
    await page.getByText('26 条', { exact: true }).waitFor()
    await page.getByRole('button', { name: '邀请', exact: true }).click()
    await dialog.getByLabel('邀请了谁').fill('市餐饮行业协会')
    expect(await violationsAtRest(page)).toEqual([])
    await dialog.getByRole('button', { name: '登记' }).click()
    await page.getByRole('button', { name: '登记答复' }).click()
    await page.getByText('邀请 1，答复 1').waitFor()
    expect(await violationsAtRest(page)).toEqual([])
    expect(withoutRefusals(watched.troubles)).toEqual([])
  })
})
