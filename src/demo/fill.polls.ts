import { systemActor } from '../modules/ledger'
import type { BallotAnswer, Poll, PollQuestion } from '../modules/polls'
import { DAY_MS, type DemoFilling } from './fill'
import { type DemoPoll, foodClasses, polls } from './polls'
import { hourOf } from './timeline'

const VOTERS = 120
/** As the introductions say: the first ten, five batches each at the least. */
const promised = {
  topN: 10,
  batchesEach: 5,
  itemQuestionId: 'q1',
  placeQuestionId: 'q2',
  testQuestionId: 'q3',
}
const HOUR_MS = 3600_000

/** One open, one planned, one closed; residents' ballots are cast through the ballot box. */
export function fillPolls(filling: DemoFilling): void {
  for (const demo of polls) fillPoll(filling, demo)
}

function fillPoll(filling: DemoFilling, demo: DemoPoll): void {
  const { office, timeline, today } = filling
  const opensAt = hourOf(today, demo.opensInDays, 9)
  const closesAt = hourOf(today, demo.closesInDays, 18)
  let poll: Poll | null = null
  const drafted = Math.min(opensAt, today) - 2 * DAY_MS
  timeline.add(drafted, async () => {
    poll = await office.polls.createPoll(filling.staff.editor, {
      title: demo.title,
      intro: demo.intro,
      opensAt,
      closesAt,
      votesPer: demo.votesPer,
      questions: demo.questions.map((q) => ({ ...q, options: q.options.map((o) => o.label) })),
    })
    filling.pollIds.set(demo.key, poll.id)
    await office.samplingRules.setRule(filling.staff.editor, poll.id, promised)
  })
  timeline.add(drafted + DAY_MS, () => office.polls.openPoll(filling.staff.leader, idOf(poll)))
  if (demo.opensInDays < 0) castBallots(filling, demo, () => poll, opensAt, Math.min(closesAt, today))
  if (demo.closesInDays < 0) timeline.add(closesAt, () => office.polls.freezeDue(systemActor))
}

const idOf = (made: { id: string } | null): string => made?.id ?? ''

function castBallots(
  { office, timeline, divisionIds }: DemoFilling,
  demo: DemoPoll,
  poll: () => Poll | null,
  from: number,
  until: number,
): void {
  const districts = [...divisionIds.keys()].filter(
    (key) => key.startsWith('lan-') || key === 'wangting' || key === 'qingxiu',
  )
  for (let i = 0; i < VOTERS; i++) {
    const at = from + Math.floor(((i + 1) * (until - from - HOUR_MS)) / (VOTERS + 1))
    timeline.add(at, async () => {
      const { resident } = await office.residents.signIn(`sim:demo-resident-${i + 1}`)
      const divisionId = divisionIds.get(districts[i % 5] ?? '') ?? null
      const actor = { kind: 'resident' as const, id: resident.id }
      if (divisionId && resident.divisionId === null)
        await office.residents.setPreferences(actor, { divisionId })
      const opened = poll()
      if (opened) await office.ballotBox.castBallot(actor, opened.id, answersOf(opened.questions, demo, i))
    })
  }
}

/** What voter number `i` ticks: spread over the options, and for a poll with a known outcome in that order. */
function answersOf(questions: readonly PollQuestion[], demo: DemoPoll, i: number): BallotAnswer[] {
  return questions.flatMap((question, number): BallotAnswer[] => {
    if (question.kind === 'open') return []
    if (number === 0) return [{ questionId: question.id, optionIds: classChoices(question, demo, i) }]
    const pick = (i * 7 + number * 3 + (i % 4)) % question.options.length
    const also = (i * 5 + number) % question.options.length
    const ids = [
      question.options[pick],
      ...(i % 3 === 0 && question.maxChoices > 1 ? [question.options[also]] : []),
    ].flatMap((o) => (o ? [o.id] : []))
    return [{ questionId: question.id, optionIds: [...new Set(ids)] }]
  })
}

/**
 * Ranked class number r (0 = first) is ticked by every voter whose number leaves less than its share, so the counts
 * fall from rank to rank; nobody ticks more than five.
 */
function classChoices(question: PollQuestion, demo: DemoPoll, i: number): string[] {
  const ranking = demo.ranking ?? [32, 31, 24, 1, 6, 3, 25, 18, 4, 15]
  const share = (rank: number) => VOTERS - 20 - rank * 9
  const wanted = ranking.filter((_, rank) => (i * 37 + rank * 53) % VOTERS < share(rank) / 2)
  const chosen =
    wanted.length > 0
      ? wanted.slice(0, question.maxChoices)
      : [foodClasses[(i * 11) % foodClasses.length]?.no ?? 1]
  return question.options.filter((_, position) => chosen.includes(position + 1)).map((o) => o.id)
}
