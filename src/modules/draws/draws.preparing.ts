import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { alreadyOpened, forbidden, invalidRequest, notFound, ownWork } from '../../platform/problem'
import type { Ledger } from '../ledger'
import { Quiz } from '../quizzes'
import { StaffAccount, type StaffActor } from '../staff'
import { Draw, type DrawRule, DrawShare } from './draws.entities'
import { newDraw } from './draws.following'
import { canSetRule } from './draws.policy'
import { alreadyCommitted, commitmentTaken, noDraw, notWitness, ruleFixed } from './draws.problems'
import { refuseImpossible } from './draws.rules'

/** What is settled about a draw before its quiz is opened: the rule, and what the witnesses promise. */
export class DrawPreparing {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** A changed rule begins the promises anew. @throws Problem invalid_request, forbidden, own_work, rule_fixed, no_draw */
  async setRule(actor: StaffActor, quizId: string, rule: DrawRule): Promise<void> {
    await this.database.transaction(async (tx) => {
      const quiz = await findForUpdate(tx, Quiz, { id: quizId })
      if (!quiz) throw notFound()
      if (!canSetRule(actor, quiz)) throw forbidden({ detail: '抽奖规则由这期问答的拟稿人填写。' })
      if (quiz.openedAt !== null) throw ruleFixed()
      if (quiz.prizes.length === 0) throw noDraw({ detail: '这期问答没有奖项，不用填写抽奖规则。' })
      refuseImpossible(rule, quiz)
      const witnessIds = rule.source.kind === 'witnesses' ? rule.source.witnessIds : []
      await refuseUnknown(tx, witnessIds)
      const before = await findForUpdate(tx, Draw, { quizId })
      if (before) await tx.update(Draw, { quizId }, { rule })
      else await tx.insert(Draw, newDraw(quiz, rule))
      await tx.delete(DrawShare, { quizId })
      for (const [ordinal, staffId] of witnessIds.entries())
        await tx.insert(DrawShare, {
          quizId,
          staffId,
          ordinal,
          commitment: null,
          committedAt: null,
          share: null,
          revealedBy: null,
          revealedAt: null,
        })
      const change = { before: before && { rule: before.rule }, after: { rule } }
      await this.ledger.append(tx, actor, 'draws.set_rule', { type: 'quiz', id: quizId }, change)
    })
  }

  /**
   * Takes a witness's promise: the hash of a share that he keeps to himself until the end.
   * @throws Problem not_witness, already_committed, commitment_taken, already_opened
   */
  async commitShare(actor: StaffActor, quizId: string, commitment: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      // The quiz's row is what an opening holds: a promise comes before it or not at all.
      const quiz = await findForUpdate(tx, Quiz, { id: quizId })
      if (!quiz) throw notFound()
      const mine = await tx.findOneBy(DrawShare, { quizId, staffId: actor.id })
      if (!mine) throw notWitness()
      if (mine.commitment !== null) throw alreadyCommitted()
      if (quiz.openedAt !== null) throw alreadyOpened()
      if (quiz.authorId === actor.id) throw ownWork()
      if (await tx.existsBy(DrawShare, { quizId, commitment })) throw commitmentTaken()
      const change = { commitment, committedAt: this.clock.now() }
      await tx.update(DrawShare, { quizId, staffId: actor.id }, change)
      await this.ledger.append(
        tx,
        actor,
        'draws.commit_share',
        { type: 'quiz', id: quizId },
        { before: { commitment: null }, after: { commitment } },
      )
    })
  }
}

async function refuseUnknown(tx: EntityManager, witnessIds: readonly string[]): Promise<void> {
  const accounts = await tx.findBy(StaffAccount, { id: In([...witnessIds]) })
  const active = new Set(accounts.filter((a) => a.disabledAt === null).map((a) => a.id))
  const errors = witnessIds.flatMap((id, index) =>
    active.has(id)
      ? []
      : [{ path: `source.witnessIds.${index}`, message: '没有这位工作人员，或者账号已停用' }],
  )
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
}
