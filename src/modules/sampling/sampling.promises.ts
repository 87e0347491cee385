import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { forbidden, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import { Poll } from '../polls'
import type { StaffActor } from '../staff'
import { type Rule, SamplingRule } from './sampling.entities'
import { checkRule, ruleFor } from './sampling.plans.rules'
import { canSetRule } from './sampling.policy'
import { ruleFixed } from './sampling.problems'

/** 抽检规则: what the votes will lead to is said before the first vote, and cannot be bent to them afterwards. */
export class SamplingRules {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** While nobody has opened the poll. @throws Problem forbidden, not_found, rule_fixed, invalid_request */
  async setRule(actor: StaffActor, pollId: string, rule: Rule): Promise<Rule> {
    if (!canSetRule(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const poll = await findForUpdate(tx, Poll, { id: pollId })
      if (!poll) throw notFound()
      if (poll.openedAt !== null) throw ruleFixed()
      checkRule(rule, poll.questions)
      const before = await tx.findOneBy(SamplingRule, { pollId })
      await tx.save(SamplingRule, { pollId, rule, setBy: actor.id, setAt: this.clock.now() })
      const told = { before: before?.rule, after: rule }
      await this.ledger.append(tx, actor, 'sampling.set_rule', { type: 'poll', id: pollId }, told)
      return rule
    })
  }

  /** As it will be applied. */
  async ruleOf(poll: Poll): Promise<Rule> {
    return appliedRule(this.database.reads, poll)
  }
}

export async function appliedRule(manager: EntityManager, poll: Poll): Promise<Rule> {
  const promised = await manager.findOneBy(SamplingRule, { pollId: poll.id })
  return ruleFor(poll.questions, promised?.rule ?? null)
}
