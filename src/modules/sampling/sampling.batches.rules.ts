import {
  addCalendarDays,
  type Day,
  type DueDate,
  UnknownYear,
  type WorkingCalendar,
} from '../../platform/calendar'
import { canonicalJson, sha256 } from '../../platform/crypto'
import type {
  BatchState,
  Conclusion,
  PublicResult,
  Retest,
  RetestState,
  SamplingBatch,
} from './sampling.batches.entities'
import type { LineTotals, PlanLine } from './sampling.entities'

/** 食品安全法第八十八条: working days within which a re-inspection may be asked for, the day of delivery not counted. */
export const RETEST_WITHIN = 7
/** 双随机: working days after the inspection within which its results are public. */
export const PUBLISH_WITHIN = 20
/** Days after the end of a poll by which its results are out: functions.md 95. */
export const RESULTS_WITHIN = 60
const DAY_MS = 24 * 3600_000

/** A year nobody has entered: seven working days are eleven days at the most where no holiday comes in between, 暂定. */
export function windowEndOf(calendar: WorkingCalendar, deliveredOn: Day): DueDate {
  try {
    return calendar.addWorkingDays(deliveredOn, RETEST_WITHIN)
  } catch (error) {
    if (error instanceof UnknownYear) return { on: addCalendarDays(deliveredOn, 11), provisional: true }
    throw error
  }
}

/** From the first moment of the day after its last day. */
export const isWindowOver = (windowEnds: Day, today: Day): boolean => today > windowEnds

/** What stands: a re-inspection's conclusion is final (复检结论为最终检验结论). */
export function finalOf(conclusion: Conclusion, retest: Pick<Retest, 'state'> | null): Conclusion {
  return retest?.state === 'overturned' ? 'compliant' : conclusion
}

export function stateOfBatch(batch: Pick<SamplingBatch, 'result' | 'retest' | 'waiver'>): BatchState {
  if (batch.waiver !== null) return 'not_taken'
  return batch.result ? finalOf(batch.result.conclusion, batch.retest) : 'drawn'
}

/** Which states of a re-inspection may follow one another. */
export const retestSteps: Record<RetestState | 'none', readonly RetestState[]> = {
  none: ['applied'],
  applied: ['declined', 'upheld', 'overturned'],
  declined: ['applied'],
  upheld: [],
  overturned: [],
}

export type Unready =
  | { kind: 'no_result'; batchNos: string[] }
  | { kind: 'unhandled'; batchNos: string[] }
  | { kind: 'retest_pending'; batchNos: string[] }
  | { kind: 'window_open'; batchNos: string[]; until: Day }

type Judged = Pick<
  SamplingBatch,
  'batchNo' | 'state' | 'result' | 'retest' | 'handling' | 'windowEnds' | 'waiver'
>

/** Why the results of these batches may not be written up yet: something is missing in them. */
export function incompleteness(batches: readonly Judged[]): Unready | null {
  const numbers = (of: readonly Judged[]) => of.map((b) => b.batchNo)
  const open = batches.filter((b) => b.state === 'drawn')
  if (open.length > 0 || batches.length === 0) return { kind: 'no_result', batchNos: numbers(open) }
  const unhandled = batches.filter(
    (b) => b.state === 'non_compliant' && !(b.handling?.hazard && b.handling.cause && b.handling.measures),
  )
  return unhandled.length > 0 ? { kind: 'unhandled', batchNos: numbers(unhandled) } : null
}

/** Why they may not go out on this day: objections are still possible, or under way. */
export function unreadiness(batches: readonly Judged[], today: Day): Unready | null {
  const missing = incompleteness(batches)
  if (missing) return missing
  const pending = batches.filter((b) => b.retest?.state === 'applied')
  if (pending.length > 0) return { kind: 'retest_pending', batchNos: pending.map((b) => b.batchNo) }
  // One that was declined may be asked for again while the time runs.
  const failed = batches.filter(
    (b) => b.result?.conclusion === 'non_compliant' && (b.retest === null || b.retest.state === 'declined'),
  )
  const waiting = failed.filter((b) => b.windowEnds === null || !isWindowOver(b.windowEnds, today))
  if (waiting.length === 0) return null
  const until = waiting.reduce((last, b) => (b.windowEnds && b.windowEnds > last ? b.windowEnds : last), '')
  return { kind: 'window_open', batchNos: waiting.map((b) => b.batchNo), until }
}

/** One batch as residents will read it; null for one that was not taken. */
export function publicResultOf(batch: SamplingBatch): PublicResult | null {
  const { result, retest, handling, batchNo, lineId, unitName } = batch
  if (!result || batch.waiver !== null) return null
  const final = finalOf(result.conclusion, retest)
  return {
    ...result,
    batchNo,
    lineId,
    unitName,
    final,
    retest: retest?.state ?? null,
    handling: final === 'non_compliant' ? handling : null,
  }
}

/** What is signed for and goes out, as one hash: plan, draw and every batch. */
export function resultsHashOf(planHash: string, seed: string, batches: readonly SamplingBatch[]): string {
  const rows = [...batches].sort((a, b) => (a.batchNo < b.batchNo ? -1 : 1))
  const results = rows.map(
    (b) => publicResultOf(b) ?? { batchNo: b.batchNo, lineId: b.lineId, waiver: b.waiver ?? '' },
  )
  return sha256(canonicalJson({ planHash, seed, results }))
}

export function totalsOf(
  lines: readonly PlanLine[],
  batches: readonly Pick<SamplingBatch, 'lineId' | 'state'>[],
): LineTotals[] {
  return lines.map(({ id }) => {
    const own = batches.filter((b) => b.lineId === id)
    const of = (state: BatchState) => own.filter((b) => b.state === state).length
    return {
      lineId: id,
      batches: own.length,
      compliant: of('compliant'),
      nonCompliant: of('non_compliant'),
      notTaken: of('not_taken'),
    }
  })
}

/** From the very instant on which sixty days have passed. */
export const isWithoutResultsTooLong = (closedAt: number, now: number): boolean =>
  now >= closedAt + RESULTS_WITHIN * DAY_MS
