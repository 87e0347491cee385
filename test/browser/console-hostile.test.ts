import type { Browser, Page } from 'playwright-core'
import { chineseNumeral } from '../../src/modules/consultations/drafts.numerals'
import { systemActor } from '../../src/modules/ledger'
import { graphemes } from '../../src/platform/text'
import type { TextCheck } from '../../src/platform/wechat/text-check'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openPoll, someAnswers } from '../support/polls'
import { publishPublication } from '../support/publications'
import { leaveLooseEnds } from '../support/push-loose-ends'
import { buildQuestion, openQuiz } from '../support/quizzes'
import { buildLine } from '../support/reports'
import { openWechatOffice, type WechatTest } from '../support/wechat'
import { xssPayloads } from '../support/xss-payloads'
import { describeWithBrowser, launch } from './chromium'
import { buildConsole, desk, sitDown, withoutRefusals } from './console'
import { rounds, settled } from './console.rounds'

const payloads = [...new Set(xssPayloads)].filter((p) => !/[\p{Cc}\p{Cs}]/u.test(p))

/** As few texts as hold every payload whole that a field of this length has room for. */
function packed(limit: number): string[] {
  const texts: string[] = []
  for (const payload of payloads.filter((p) => graphemes(p) <= limit)) {
    const last = texts.at(-1)
    const joined = `${last} ${payload}`
    if (last !== undefined && graphemes(joined) <= limit) texts[texts.length - 1] = joined
    else texts.push(payload)
  }
  return texts
}

/** Attributes that run, elements that load: none of them is ever written by the console itself. */
const injected = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('body *')].filter((e) =>
    [...e.attributes].some((a) => /^on/i.test(a.name) || /^\\s*(javascript|vbscript|data:text)/i.test(a.value) && /^(href|src|action|formaction)$/i.test(a.name)) ||
    /^(script|object|embed|base|form|marquee|math|video|audio|details)$/i.test(e.localName) && e.closest('main') && !e.closest('[class*="el-"]') && e.localName !== 'form' && e.localName !== 'details'
  ).map((e) => e.outerHTML.slice(0, 120))`)

describeWithBrowser('a town whose every word is an attack', () => {
  let test: WechatTest
  let web: Awaited<ReturnType<typeof serveOffice>>
  let browser: Browser
  const shown = new Set<string>()
  /** Screens on which at least one stood. */
  const screens = new Set<string>()

  beforeAll(async () => {
    buildConsole()
    browser = await launch()
    // Every text is held for a person to look at.
    const textCheck: TextCheck = { appId: 'wxtest', check: async () => 'review' }
    test = await openWechatOffice(undefined, { textCheck }, 'sqlite')
    web = await serveOffice(test.office)
    await fill()
  }, 300_000)
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  async function fill(): Promise<void> {
    const { office } = test
    for (const title of packed(100)) await publishPublication(test, { title, summary: packed(200)[0] })
    const [first = '', second = ''] = packed(100)
    await office.quizBank.importQuestions(
      await test.staff('editor'),
      payloads.map((stem, n) => buildQuestion(n, { stem: `${n} ${stem}`, explanation: stem })),
    )
    await openQuiz(test, {
      title: first,
      rules: packed(2_000)[0],
      prizes: [{ name: second.slice(0, 30), count: 1 }],
    })
    const poll = await openPoll(test, { title: second, intro: first })
    const { consultation, clauses } = await openConsultation(test, {
      title: first,
      explanation: packed(2_000)[0],
    })
    const desk = await web.staff('office')
    for (const [n, text] of packed(1_000).entries())
      await desk('POST', `/api/staff/consultations/${consultation.id}/comments`, {
        text,
        source: 'letter',
        receivedOn: '2026-11-24',
        clauseId: clauses[n % 5]?.id,
      })
    await answer(consultation.id)
    for (const [n, question] of packed(200).slice(0, 40).entries()) {
      const resident = await web.resident(`o-hostile-${n}`)
      await resident('POST', '/api/enquiries', { question })
      const answers = [...someAnswers, { questionId: 'q3', optionIds: [], text: question }]
      await resident('PUT', `/api/polls/${poll.id}/ballot`, { answers })
    }
    await office.textLookout.look()
    await office.textChecking.checkDue()
    // Looked for before any of this was written, so that nothing was found.
    for (const term of payloads) office.publicSearch.noteMiss(term)
    await office.publicSearch.saveMisses()
    for (const question of packed(100)) {
      const faq = await office.faqs.createFaq(await test.staff('editor'), { question, answer: question })
      await office.faqs.openFaq(await test.staff('office'), faq.id)
    }
    await leaveLooseEnds(test, { pushes: packed(100), masses: packed(90).slice(0, 4) })
    const root = (await office.divisions.list())[0]
    for (const name of packed(40).slice(0, 40))
      await office.divisions.create(systemActor, { parentId: root?.id ?? null, name, kind: 'section' })
  }

  /** Answers, a revised draft, an introduction, notes and invitations, each of them full of payloads. */
  async function answer(id: string): Promise<void> {
    const editor = await test.staff('editor')
    const { adoption, commentReads, assignments, invitations, reports, revisions } = test.office
    const { items } = await commentReads.list(id, { limit: 100 })
    const terms = { divisionId: editor.divisionId, withinDays: 5, note: packed(500)[0] }
    const commentIds = items.map((c) => c.id)
    await assignments.assign(await test.staff('office'), id, { commentIds }, terms)
    for (const [n, gist] of packed(1_000)
      .slice(0, items.length - 1)
      .entries())
      await adoption.dispose(editor, id, [items[n]?.id ?? ''], buildLine({ gist, reason: gist, note: gist }))
    for (const name of packed(100).slice(0, 30))
      await invitations.invite(editor, id, { name, group: 'other', way: 'phone', invitedOn: '2026-11-24' })
    await reports.write(editor, id, packed(2_000)[0] ?? '')
    const lines = packed(1_000).map((text, n) => `第${chineseNumeral(n + 1)}条 ${text.replace(/\s+/g, ' ')}`)
    await revisions.uploadRevision(editor, id, { text: lines.join('\n') })
  }

  /** The screen and what its pager leads on to. */
  async function look(page: Page, name: string): Promise<string[]> {
    const found: string[] = []
    for (let pages = 0; pages < 8; pages++) {
      found.push(...(await injected(page)))
      const text = await page.evaluate<string>(
        `document.body.innerText + [...document.querySelectorAll('[title]')].map((e) => e.title).join('\\n')`,
      )
      for (const payload of payloads.filter((p) => text.includes(p))) {
        shown.add(payload)
        screens.add(name)
      }
      const next = page.getByRole('button', { name: '下一页' })
      if ((await next.count()) !== 1 || !(await next.isEnabled())) break
      await next.click()
      await settled(page)
    }
    return found
  }

  it.each(['editor', 'office', 'admin', 'secrecy'])(
    '%s reads all of it as text: nothing runs, nothing is put into the page, nothing is loaded',
    async (role) => {
      await test.staff(role as 'editor')
      const { page, troubles } = await sitDown(browser, web.base, role, '/', desk)
      const found: string[] = []
      for await (const { name, tab } of rounds(page, web.base)) {
        const where = tab === null ? name : `${name} ${tab}`
        found.push(...(await look(page, name)).map((html) => `${where}: ${html}`))
        // A picture that a payload names inside the site is asked for and is not there.
        found.push(
          ...withoutRefusals(troubles.splice(0))
            .filter((t) => !/Failed to load resource: .* 40[04]/.test(t))
            .map((t) => `${where}: ${t}`),
        )
      }
      expect(found).toEqual([])
      await page.context().close()
    },
    400_000,
  )

  it('at least 120 payloads were seen there, letter for letter', () => {
    expect(shown.size).toBeGreaterThanOrEqual(120)
  })

  it.each([
    '',
    'publications',
    'publications/:id',
    'polls',
    'polls/:id',
    'quizzes',
    'quizzes/:id',
    'questions',
    'consultations',
    'consultations/:id',
    'push',
    'push/:id',
    'push/unknown',
    'push/mass',
    'enquiries',
    'enquiries/:id',
    'faqs',
    'search-misses',
    'moderation',
    'ledger',
    'divisions',
  ])('one at least stood on /console/%s', (path) => {
    expect([...screens].sort()).toContain(`/console/${path}`)
  })
})
