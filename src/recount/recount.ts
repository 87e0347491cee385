import type { Consultation } from '../modules/consultations'
import type { Poll } from '../modules/polls'
import type { Quiz } from '../modules/quizzes'
import type { Office } from '../office'
import type { Select } from '../platform/db/database'
import type { Page, PageRequest } from '../platform/schemas'
import type { Difference } from './figures'
import { recountConsultation, recountQuiz } from './others'
import { recountPoll } from './polls'

export interface Line {
  kind: '投票' | '问答' | '意见征集' | '年度'
  title: string
  counted: number
  unit: string
  /** How many places were compared. */
  places: number
  differences: Difference[]
  ms: number
}

export interface RecountOptions {
  /** Reads exports of whatever size line by line. */
  withExports?: boolean
}

/** Counts everything again, the voices themselves, and asks every place that tells a number. Reads only. */
export async function* recount(office: Office, options: RecountOptions = {}): AsyncGenerator<Line> {
  const { pollReads, quizReads, consultationReads, database } = office
  let ballots = 0
  for await (const poll of all<Poll>((page) => pollReads.list(page))) {
    const count = async (select: Select) => {
      // Anew, as the snapshot is younger than the list.
      const now = await pollReads.find(poll.id)
      const { counted, ...found } = await recountPoll(office, now, select, options.withExports === true)
      return { ...found, counted: counted.ballots }
    }
    // What is frozen does not move: several connections may read it at once.
    const line = await timed('投票', poll.title, '票', () =>
      poll.frozenAt === null
        ? database.snapshot(count)
        : count((sql, params) => database.select(sql, params)),
    )
    ballots += line.counted
    yield line
  }
  for await (const quiz of all<Quiz>((page) => quizReads.list(page)))
    yield await timed('问答', quiz.title, '份', () => recountQuiz(office, quiz))
  for await (const consultation of all<Consultation>((page) => consultationReads.list(page)))
    yield await timed('意见征集', consultation.title, '条', () =>
      database.snapshot((select) => recountConsultation(office, consultation, select)),
    )
  yield await timed('年度', '各年投票数合计', '票', () => byYear(office, ballots))
}

/** The years' figures add up to the polls'; while ballots come in, to something between two readings of them. */
async function byYear({ pollReads, clock }: Office, counted: number) {
  const sum = async () => {
    let ballots = 0
    for await (const poll of all<Poll>((page) => pollReads.list(page)))
      ballots += (await pollReads.counts([poll])).get(poll.id) ?? 0
    return ballots
  }
  const before = await sum()
  const last = new Date(clock.now()).getUTCFullYear() + 1
  let told = 0
  for (let year = 2020; year <= last; year++) told += (await pollReads.ofYear(String(year))).ballots
  const isRight = told >= before && told <= (await sum())
  const difference = { subject: '各年合计', source: '年度数据', item: 'ballots', counted, told }
  return { counted, places: 1, differences: isRight ? [] : [difference] }
}

async function timed(
  kind: Line['kind'],
  title: string,
  unit: string,
  count: () => Promise<{ counted: number; places: number; differences: Difference[] }>,
): Promise<Line> {
  const from = performance.now()
  const { counted, places, differences } = await count()
  return { kind, title, counted, unit, places, differences, ms: performance.now() - from }
}

async function* all<T>(list: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  for (let cursor: string | undefined; ; ) {
    const page = await list({ limit: 100, cursor })
    yield* page.items
    if (page.nextCursor === null) return
    cursor = page.nextCursor
  }
}
