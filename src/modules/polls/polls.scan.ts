import type { Select } from '../../platform/db/database'
import { idsFrom } from '../../platform/ids'
import type { BallotAnswer, Counts, Poll } from './polls.entities'
import { choicesOf } from './polls.rules'

/** A clock may have been set back since a poll was made; no ballot may be missed for it. */
const CLOCK_MARGIN = 7 * 24 * 3600_000
const CHUNK = 5_000
const FIRST = ''
/** Sorts behind every id. */
const LAST = '~'

/**
 * For whoever reads a poll's ballots page by page in the order of their ids. The other index begins with the poll too,
 * and all that are left would be sorted anew for every page.
 */
export const alongIds = (kind: 'sqlite' | 'mysql') =>
  kind === 'mysql'
    ? { ballots: 'ballots FORCE INDEX (PRIMARY)', ofPoll: 'poll_id = ?' }
    : // SQLite does not look for an index of a column with a sign.
      { ballots: 'ballots', ofPoll: '+poll_id = ?' }

export interface ScannedBallot {
  id: string
  answers: string
}

/**
 * All ballots of a poll, some thousand at a time, in no order, as bare as they are stored: for whoever reads millions.
 * Ids begin with the time, so a poll's ballots lie together: the stretch is read in which the log has its entries, from
 * its beginning and from its middle at once, and the rest of the table only if the poll's own index knows of more.
 */
export async function* scanBallots(
  select: Select,
  kind: 'sqlite' | 'mysql',
  poll: Pick<Poll, 'id' | 'createdAt'>,
): AsyncGenerator<ScannedBallot[]> {
  const all = select('SELECT COUNT(*) AS n FROM ballots WHERE poll_id = ?', [poll.id])
  all.catch(() => undefined)
  const from = idsFrom(poll.createdAt - CLOCK_MARGIN)
  const [log] = await select(
    'SELECT MAX(last_id) AS last, MAX(number) AS parts FROM log_entries WHERE log_id = ?',
    [poll.id],
  )
  const [half] = await select('SELECT last_id FROM log_entries WHERE log_id = ? AND number = ?', [
    poll.id,
    Math.floor(Number(log?.parts ?? 0) / 2),
  ])
  const until = log?.last ? behind(log.last) : LAST
  const middle = half ? behind(half.last_id) : from
  let found = 0
  const read = (after: string, before: string) => stretch(select, kind, poll.id, after, before)
  for await (const rows of inTurns(read(from, middle), read(middle, until))) {
    found += rows.length
    yield rows
  }
  if (Number((await all)[0]?.n) === found) return
  for (const [after, before] of [
    [FIRST, from],
    [until, LAST],
  ] as const)
    yield* read(after, before)
}

/** Sorts right behind this id and before every other. */
const behind = (id: unknown) => `${id}!`

/** Both ask for their next while the other's are looked at. */
async function* inTurns<T>(...sources: AsyncGenerator<T>[]): AsyncGenerator<T> {
  const next = new Map(sources.map((source) => [source, source.next()]))
  while (next.size > 0)
    for (const [source, awaited] of next) {
      const { done, value } = await awaited
      if (done) next.delete(source)
      else {
        next.set(source, source.next())
        yield value
      }
    }
}

async function* stretch(
  select: Select,
  kind: 'sqlite' | 'mysql',
  pollId: string,
  from: string,
  until: string,
): AsyncGenerator<ScannedBallot[]> {
  const { ballots, ofPoll } = alongIds(kind)
  const sql = `SELECT id, answers FROM ${ballots} WHERE id > ? AND id < ? AND ${ofPoll} ORDER BY id LIMIT ${CHUNK}`
  const read = (after: string) => select(sql, [after, until, pollId]) as unknown as Promise<ScannedBallot[]>
  for (let next: Promise<ScannedBallot[]> | null = read(from); next; ) {
    const rows: ScannedBallot[] = await next
    const last = rows.at(-1)
    // Asked for before these are looked at: the database reads while they are counted.
    next = last && rows.length === CHUNK ? read(last.id) : null
    next?.catch(() => undefined)
    if (rows.length > 0) yield rows
  }
}

const KNOWN = 50_000

/** Reads the choices out of stored answers; many ballots are alike, and are read once. */
export class ChoiceReader {
  private readonly known = new Map<string, string>()

  of(answers: string): string {
    let choices = this.known.get(answers)
    if (choices === undefined) {
      choices = choicesOf(JSON.parse(answers) as BallotAnswer[])
      // What was written by hand is no other's, and may not stay here.
      if (this.known.size < KNOWN && !answers.includes('"text"')) this.known.set(answers, choices)
    }
    return choices
  }
}

/** Counts the ballots themselves. */
export async function countBallots(
  select: Select,
  kind: 'sqlite' | 'mysql',
  poll: Pick<Poll, 'id' | 'createdAt'>,
): Promise<Counts> {
  const reader = new ChoiceReader()
  // Equal ballots are many: each kind is read once, at the end.
  const alike = new Map<string, { n: number }>()
  const choices = new Map<string, number>()
  const count = (answers: string, n: number) => {
    const text = reader.of(answers)
    choices.set(text, (choices.get(text) ?? 0) + n)
  }
  let ballots = 0
  for await (const chunk of scanBallots(select, kind, poll)) {
    ballots += chunk.length
    for (const { answers } of chunk) {
      const known = alike.get(answers)
      if (known) known.n++
      else if (alike.size < KNOWN) alike.set(answers, { n: 1 })
      else count(answers, 1)
    }
  }
  for (const [answers, { n }] of alike) count(answers, n)
  return { ballots, options: optionsOf(choices) }
}

/** @param alike how often each set of choices was met */
export function optionsOf(alike: ReadonlyMap<string, number>): Record<string, number> {
  const options: Record<string, number> = {}
  for (const [choices, n] of alike)
    for (const id of choices === '' ? [] : choices.split(',')) options[id] = (options[id] ?? 0) + n
  return options
}

const PARTS = 200

/** Counts the published rows of a closed poll. */
export async function countRows(select: Select, pollId: string): Promise<Counts> {
  const alike = new Map<string, number>()
  let ballots = 0
  for (let from = 0; ; from += PARTS) {
    const parts = await select(
      'SELECT content FROM poll_rows WHERE poll_id = ? AND number >= ? AND number < ?',
      [pollId, from, from + PARTS],
    )
    for (const { content } of parts)
      for (const line of String(content).split('\n')) {
        const choices = line.slice(line.indexOf(' ') + 1)
        alike.set(choices, (alike.get(choices) ?? 0) + 1)
        ballots++
      }
    if (parts.length < PARTS) return { ballots, options: optionsOf(alike) }
  }
}
