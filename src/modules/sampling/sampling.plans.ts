import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { moveTallies, readTallies } from '../../platform/db/tally'
import { newId } from '../../platform/ids'
import { forbidden, notFound, ownWork, stale } from '../../platform/problem'
import type { Actor, Ledger, Subject } from '../ledger'
import { Poll, type PollFollower } from '../polls'
import type { StaffActor } from '../staff'
import { type DrawSettings, type Matter, SamplingDraw, SamplingPlan } from './sampling.entities'
import {
  checkLines,
  draftLines,
  planHashOf,
  planNumberOf,
  totalOf,
  usualMatter,
  usualSettings,
  type WrittenLine,
} from './sampling.plans.rules'
import { canApprove, canReopen, canWritePlan } from './sampling.policy'
import {
  alreadyDrawn,
  alreadyPlanned,
  planApproved,
  planEmpty,
  planNotApproved,
  pollNotClosed,
} from './sampling.problems'
import { appliedRule } from './sampling.promises'

export const planSubject = (id: string): Subject => ({ type: 'sampling_plan', id })

export interface WrittenPlan {
  lines: WrittenLine[]
  matter: Matter
  settings: DrawSettings
}

/** Counter of plans in a year: moved and read in one transaction, so that none comes twice. */
const SEQUENCE = 'sampling'

/** 抽检计划: drafted from the votes, put into words by an editor, approved by somebody else. */
export class SamplingPlans implements PollFollower {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** The plan's first draft is committed with the final tally it is drawn from. */
  async frozen(tx: EntityManager, poll: Poll, now: number): Promise<object> {
    const plan = await this.draft(tx, poll, now)
    return { samplingPlan: plan.number, planHash: plan.contentHash }
  }

  /** For a poll that ended before there were plans. @throws Problem forbidden, not_found, poll_not_closed, already_planned */
  async draftPlan(actor: StaffActor, pollId: string): Promise<SamplingPlan> {
    if (!canWritePlan(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const poll = await findForUpdate(tx, Poll, { id: pollId })
      if (!poll) throw notFound()
      if (poll.frozenAt === null) throw pollNotClosed()
      if (await tx.existsBy(SamplingPlan, { pollId })) throw alreadyPlanned()
      const plan = await this.draft(tx, poll, this.clock.now())
      await this.note(tx, actor, 'sampling.draft_plan', plan, {
        after: { number: plan.number, contentHash: plan.contentHash },
      })
      return plan
    })
  }

  private async draft(tx: EntityManager, poll: Poll, now: number): Promise<SamplingPlan> {
    const year = shanghaiDay(now).slice(0, 4)
    await moveTallies(tx, [[SEQUENCE, year, 1]])
    const ordinal = (await readTallies(tx, SEQUENCE)).get(year) ?? 1
    const rule = await appliedRule(tx, poll)
    const written = {
      number: planNumberOf(year, ordinal),
      pollId: poll.id,
      ballots: poll.finalTally?.ballots ?? 0,
      rule,
      lines: draftLines(poll.questions, rule, poll.finalTally?.options ?? {}),
      matter: usualMatter,
      settings: usualSettings,
    }
    const plan: SamplingPlan = {
      id: newId(now),
      ...written,
      title: poll.title,
      contentHash: planHashOf(written),
      contributorIds: [],
      approvedBy: null,
      approvedAt: null,
      drawnAt: null,
      planPublicationId: null,
      publishedPlan: null,
      resultsPublicationId: null,
      publishedResults: null,
      toldCampaignId: null,
      createdAt: now,
      updatedAt: now,
    }
    await tx.insert(SamplingPlan, plan)
    return plan
  }

  /** @throws Problem forbidden, not_found, plan_approved, stale, invalid_request */
  async editPlan(
    actor: StaffActor,
    id: string,
    { lines, matter, settings }: WrittenPlan,
    seenHash: string,
  ): Promise<SamplingPlan> {
    if (!canWritePlan(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const plan = await lockedPlan(tx, id)
      if (plan.approvedAt !== null) throw planApproved()
      if (plan.contentHash !== seenHash) throw stale()
      const poll = await tx.findOneByOrFail(Poll, { id: plan.pollId })
      const checked = checkLines(poll.questions, plan.rule, poll.finalTally?.options ?? {}, lines)
      const edited = { ...plan, lines: checked, matter, settings }
      const change = {
        lines: checked,
        matter,
        settings,
        contentHash: planHashOf(edited),
        contributorIds: [...new Set([...plan.contributorIds, actor.id])],
        updatedAt: this.clock.now(),
      }
      await tx.update(SamplingPlan, { id }, change)
      await this.note(tx, actor, 'sampling.edit_plan', plan, {
        before: { contentHash: plan.contentHash },
        after: { contentHash: change.contentHash, batches: totalOf(checked) },
      })
      return { ...plan, ...change }
    })
  }

  /** By somebody who has written none of it. @throws Problem own_work, forbidden, plan_approved, plan_empty, stale */
  async approvePlan(actor: StaffActor, id: string, seenHash: string): Promise<SamplingPlan> {
    return this.database.transaction(async (tx) => {
      const plan = await lockedPlan(tx, id)
      if (!canApprove(actor, plan)) throw plan.contributorIds.includes(actor.id) ? ownWork() : forbidden()
      if (plan.approvedAt !== null) throw planApproved()
      if (plan.contentHash !== seenHash) throw stale()
      if (totalOf(plan.lines) === 0) throw planEmpty()
      const change = { approvedBy: actor.id, approvedAt: this.clock.now() }
      await tx.update(SamplingPlan, { id }, change)
      await this.note(tx, actor, 'sampling.approve_plan', plan, {
        before: { approvedAt: null },
        after: { ...change, contentHash: plan.contentHash },
      })
      return { ...plan, ...change }
    })
  }

  /** Back to the desk; registers fixed for it are let go. @throws Problem forbidden, plan_not_approved, already_drawn */
  async reopenPlan(actor: StaffActor, id: string, reason: string): Promise<SamplingPlan> {
    if (!canReopen(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const plan = await lockedPlan(tx, id)
      if (plan.drawnAt !== null) throw alreadyDrawn()
      if (plan.approvedAt === null) throw planNotApproved()
      const change = { approvedBy: null, approvedAt: null }
      await tx.update(SamplingPlan, { id }, change)
      await tx.delete(SamplingDraw, { planId: id })
      await this.note(tx, actor, 'sampling.reopen_plan', plan, {
        before: { approvedBy: plan.approvedBy, approvedAt: plan.approvedAt },
        after: { ...change, reason },
      })
      return { ...plan, ...change }
    })
  }

  private note(
    tx: EntityManager,
    actor: Actor,
    action: string,
    { id }: SamplingPlan,
    change: { before?: object; after: object },
  ): Promise<void> {
    return this.ledger.append(tx, actor, action, planSubject(id), change)
  }
}

/** @throws Problem not_found */
export async function lockedPlan(tx: EntityManager, id: string): Promise<SamplingPlan> {
  const plan = await findForUpdate(tx, SamplingPlan, { id })
  if (!plan) throw notFound()
  return plan
}
