import { type Burst, Bursts } from './counting.bursts'
import { Cohorts, FreshRuns, type Group } from './counting.groups'
import { isTooFast, type Reading, type RuleName, type Seen } from './counting.rules'
import { Totals } from './counting.totals'

/** How often {@link signsOf} reads. */
export const READINGS = 2

/** What the rules point at, and how much of it there is. */
export interface Signs {
  totals: Totals
  flagged: Record<RuleName, number>
  bursts: Burst[]
  cohorts: Group[]
  fresh: Group[]
}

/** @param also is told of every ballot once */
export async function signsOf(
  read: Reading,
  questions: number,
  also: (ballot: Seen) => void = nothing,
): Promise<Signs> {
  const totals = new Totals()
  const freshRuns = new FreshRuns(nothing)
  let [tooFast, outside] = [0, 0]
  await read((ballot) => {
    totals.add(ballot)
    freshRuns.watch(ballot)
    if (isTooFast(ballot, questions)) tooFast++
    if (ballot.city === 'outside') outside++
    also(ballot)
  })
  const watched = new Bursts(totals)
  const groups = new Cohorts(totals, nothing)
  await read((ballot) => {
    watched.watch(ballot)
    groups.watch(ballot)
  })
  const [bursts, cohorts, fresh] = [watched.found(), groups.found(), freshRuns.found()]
  const flagged = {
    burst: bursts.reduce((n, burst) => n + burst.flagged, 0),
    cohort: sum(cohorts),
    fresh: sum(fresh),
    too_fast: tooFast,
    out_of_city: outside,
  }
  return { totals, flagged, bursts, cohorts, fresh }
}

/**
 * The ballots that one rule points at, ascending.
 * @param most where there are more, it gives up with one more than that
 */
export async function flaggedBy(
  rule: RuleName,
  read: Reading,
  questions: number,
  most = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const ids: string[] = []
  const flag = (id: string) => {
    if (ids.length <= most) ids.push(id)
  }
  switch (rule) {
    case 'burst': {
      const bursts = new Bursts(await totalsOf(read))
      await read(bursts.watch)
      await read((ballot) => bursts.isFlagged(ballot) && flag(ballot.id))
      break
    }
    case 'cohort':
      await read(new Cohorts(await totalsOf(read), flag).watch)
      break
    case 'fresh':
      await read(new FreshRuns(flag).watch)
      break
    case 'too_fast':
      await read((ballot) => isTooFast(ballot, questions) && flag(ballot.id))
      break
    case 'out_of_city':
      await read((ballot) => ballot.city === 'outside' && flag(ballot.id))
  }
  return ids.sort()
}

async function totalsOf(read: Reading): Promise<Totals> {
  const totals = new Totals()
  await read(totals.add)
  return totals
}

const nothing = () => undefined
const sum = (groups: readonly Group[]) => groups.reduce((n, group) => n + group.ballots, 0)
