import { chineseNumeral } from '../../src/modules/consultations/drafts.numerals'
import { systemActor } from '../../src/modules/ledger'
import type { SamplingPlan } from '../../src/modules/sampling'
import { shanghaiDay } from '../../src/platform/calendar'
import { graphemes } from '../../src/platform/text'
import { openConsultation } from '../support/consultations'
import { drawnQuiz, people } from '../support/draws'
import type { serveOffice } from '../support/http'
import { buildPoll, openPoll, someAnswers } from '../support/polls'
import { publishPublication } from '../support/publications'
import { leaveLooseEnds } from '../support/push-loose-ends'
import { buildQuestion, openQuiz } from '../support/quizzes'
import { buildLine } from '../support/reports'
import {
  filledIn,
  inspectorForm,
  inspectorRow,
  resultForm,
  sheetRows,
  unitForm,
  unitRow,
} from '../support/sampling'
import type { WechatTest } from '../support/wechat'
import { xssPayloads } from '../support/xss-payloads'

type Web = Awaited<ReturnType<typeof serveOffice>>

export const payloads = [...new Set(xssPayloads)].filter((p) => !/[\p{Cc}\p{Cs}]/u.test(p))

/** As few texts as hold every payload whole that a field of this length has room for. */
export function packed(limit: number): string[] {
  const texts: string[] = []
  for (const payload of payloads.filter((p) => graphemes(p) <= limit)) {
    const last = texts.at(-1)
    const joined = `${last} ${payload}`
    if (last !== undefined && graphemes(joined) <= limit) texts[texts.length - 1] = joined
    else texts.push(payload)
  }
  return texts
}

/** A town in which every word that somebody may write is one, and every text is held for a person to look at. */
export async function fillHostileTown(test: WechatTest, web: Web): Promise<void> {
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
  await answer(test, consultation.id)
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
  await sample(test, web)
  const entrants = await people(test, 3)
  await drawnQuiz(test, entrants, { title: first, prizes: [{ name: second.slice(0, 60), count: 2 }] })
  const root = (await office.divisions.list())[0]
  for (const name of packed(40).slice(0, 40))
    await office.divisions.create(systemActor, { parentId: root?.id ?? null, name, kind: 'section' })
}

/** A plan whose classes are payloads, as it is drafted at the end of its poll. */
async function hostilePlan(test: WechatTest): Promise<SamplingPlan> {
  const { polls, samplingRules, ballotBox, samplingReads } = test.office
  const [editor, leader] = [await test.staff('editor'), await test.staff('leader')]
  const options = packed(60).slice(0, 60)
  const questions = [
    { text: '检什么？', kind: 'choice' as const, minChoices: 1, maxChoices: options.length, options },
  ]
  const draft = await polls.createPoll(editor, buildPoll(test.clock.now(), { title: options[0], questions }))
  const uses = { itemQuestionId: 'q1', placeQuestionId: null, testQuestionId: null }
  await samplingRules.setRule(editor, draft.id, { topN: 100, batchesEach: 1, ...uses })
  const { id, questions: asked } = await polls.openPoll(leader, draft.id)
  const optionIds = asked[0]?.options.map((o) => o.id) ?? []
  await ballotBox.castBallot(await test.resident('o-sample'), id, [{ questionId: 'q1', optionIds }])
  await polls.closePoll(leader, id)
  const plan = await samplingReads.ofPoll(id)
  if (!plan) throw new Error('no plan was drafted')
  return plan
}

/** One plan to be written, and one with results; units, inspectors and samples are payloads too. */
async function sample(test: WechatTest, web: Web): Promise<void> {
  await hostilePlan(test)
  const plan = await hostilePlan(test)
  await test.staff('head')
  const head = await web.staff('head')
  for (const reply of [
    await head(
      'POST',
      '/api/staff/sampling/units/sheet',
      unitForm(
        packed(60)
          .slice(0, 60)
          .map((name, n) => unitRow(n + 1, { 单位名称: name, 地址: name })),
      ),
    ),
    await head(
      'POST',
      '/api/staff/sampling/inspectors/sheet',
      inspectorForm(packed(30).map((name, n) => inspectorRow(n + 1, { 姓名: name, 所属单位: name }))),
    ),
  ])
    if (reply.status !== 200) throw new Error(reply.text)
  const { samplingPlans, samplingDrawing } = test.office
  const office = await test.staff('office')
  await samplingPlans.approvePlan(office, plan.id, plan.contentHash)
  await samplingDrawing.commit(office, plan.id)
  await samplingDrawing.draw(await test.staff('auditor'), plan.id, '480312')
  const names = packed(80)
  const rows = (await sheetRows(head, plan.id)).map((row, n) => ({
    ...row,
    样品名称: names[n % names.length] ?? '',
  }))
  const found = filledIn(rows, shanghaiDay(test.clock.now()), (n) => n % 5 === 0)
  const results = found.map((row, n) => ({ ...row, 样品名称: rows[n]?.样品名称 ?? '' }))
  const taken = await head('POST', `/api/staff/sampling/plans/${plan.id}/results/sheet`, resultForm(results))
  if (taken.status !== 200) throw new Error(taken.text)
}

/** Answers, a revised draft, an introduction, notes and invitations, each of them full of payloads. */
async function answer(test: WechatTest, id: string): Promise<void> {
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
