import { type Day, UnknownYear, type WorkingCalendar } from '../../platform/calendar'
import type { Database } from '../../platform/db/database'
import { forbidden, notFound } from '../../platform/problem'
import type { BureauCalendar } from '../bureau'
import { Poll } from '../polls'
import { Publication } from '../publications'
import type { StaffActor } from '../staff'
import type { PollsWithoutResults } from './sampling.alarm'
import { type BatchState, SamplingBatch } from './sampling.batches.entities'
import { PUBLISH_WITHIN, resultsHashOf } from './sampling.batches.rules'
import { SamplingDraw, SamplingPlan } from './sampling.entities'
import { wanted } from './sampling.plans.rules'
import { allowedActs, canReadDesk, type PlanAct, stageOf } from './sampling.policy'
import { noCounts, type PlanItem, sumOf } from './sampling.reads'

/** A publication that answers the poll, as far as the plan's screen shows it. */
export interface TextState {
  id: string
  title: string
  state: Publication['state']
  /** Its data are no longer what stands here. */
  stale: boolean
  publishedAt: number | null
}

export interface PlanDetail extends PlanItem {
  poll: Poll
  /** Options that the rule says are to be sampled. */
  dueOptionIds: ReadonlySet<string>
  draw: SamplingDraw | null
  byLine: ReadonlyMap<string, Record<BatchState, number>>
  planText: TextState | null
  resultsText: TextState | null
  /** Last day on which anybody may ask for a re-inspection, as it stands. */
  windowEnds: Day | null
  /** 双随机结果公布期限 */
  publishBy: Day | null
  retestsPending: number
  overdueDays: number | null
  allowed: PlanAct[]
}

/** Everything that one plan's screen shows. */
export class SamplingDetail {
  constructor(
    private readonly database: Database,
    private readonly calendar: BureauCalendar,
    private readonly withoutResults: PollsWithoutResults,
  ) {}

  /** @throws Problem forbidden, not_found */
  async read(actor: StaffActor, id: string): Promise<PlanDetail> {
    if (!canReadDesk(actor)) throw forbidden()
    const { reads } = this.database
    const plan = await reads.findOneBy(SamplingPlan, { id })
    if (!plan) throw notFound()
    const poll = await reads.findOneByOrFail(Poll, { id: plan.pollId })
    const draw = await reads.findOneBy(SamplingDraw, { planId: id })
    const batches = await reads.find(SamplingBatch, { where: { planId: id }, order: { batchNo: 'ASC' } })
    const byLine = countsByLine(batches)
    const counts = sumOf(byLine)
    const complete = batches.length > 0 && counts.drawn === 0
    const hash = complete && draw?.seed ? resultsHashOf(plan.contentHash, draw.seed, batches) : null
    const items = poll.questions.find((q) => q.id === plan.rule.itemQuestionId)
    const votes = new Map(Object.entries(poll.finalTally?.options ?? {}))
    return {
      plan,
      poll,
      stage: stageOf(plan, draw),
      counts,
      byLine,
      draw,
      dueOptionIds: new Set(wanted(items, votes, plan.rule.topN).map((o) => o.optionId)),
      planText: await this.text(plan.planPublicationId, plan.approvedAt === null ? null : plan.contentHash),
      resultsText: await this.text(plan.resultsPublicationId, hash),
      windowEnds: lastWindow(batches),
      publishBy: complete ? publishBy(await this.calendar.current(), batches) : null,
      retestsPending: batches.filter((b) => b.retest?.state === 'applied').length,
      overdueDays: (await this.withoutResults.of(poll))?.days ?? null,
      allowed: allowedActs(actor, plan, draw, complete),
    }
  }

  private async text(id: string | null, hash: string | null): Promise<TextState | null> {
    const found = id === null ? null : await this.database.reads.findOneBy(Publication, { id })
    if (!found) return null
    const { title, state, publishedAt, withdrawnAt, content } = found
    const stale = content.annex?.hash !== hash
    return { id: found.id, title, state, stale, publishedAt: withdrawnAt === null ? publishedAt : null }
  }
}

function countsByLine(batches: readonly SamplingBatch[]): Map<string, Record<BatchState, number>> {
  const byLine = new Map<string, Record<BatchState, number>>()
  for (const { lineId, state } of batches) {
    const own = byLine.get(lineId) ?? noCounts()
    own[state]++
    byLine.set(lineId, own)
  }
  return byLine
}

function lastWindow(batches: readonly SamplingBatch[]): Day | null {
  const open = batches.flatMap((b) =>
    b.result?.conclusion === 'non_compliant' && (b.retest === null || b.retest.state === 'declined')
      ? (b.windowEnds ?? [])
      : [],
  )
  return open.sort().at(-1) ?? null
}

/** Counted from the last report; null in a year that nobody has entered. */
function publishBy(calendar: WorkingCalendar, batches: readonly SamplingBatch[]): Day | null {
  const last = batches
    .flatMap((b) => b.result?.reportedOn ?? [])
    .sort()
    .at(-1)
  if (!last) return null
  try {
    return calendar.addWorkingDays(last, PUBLISH_WITHIN).on
  } catch (error) {
    if (error instanceof UnknownYear) return null
    throw error
  }
}
