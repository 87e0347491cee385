import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { forbidden, invalidField, notFound, ownWork } from '../../platform/problem'
import type { Ledger } from '../ledger'
import { Quiz } from '../quizzes'
import type { StaffActor } from '../staff'
import { Draw, DrawShare, DrawValue } from './draws.entities'
import { canEnterValue, canOpenEnvelope } from './draws.policy'
import {
  alreadyDrawn,
  alreadyRevealed,
  drawVoided,
  noDraw,
  notWitness,
  quizRunning,
  shareUnknown,
  valueEarly,
  valueFixed,
} from './draws.problems'
import { agreedValue, writtenValue } from './draws.rules'

/** A draw whose entrants are fixed and whose outcome nobody knows yet, held for update. */
export async function closedDraw(tx: EntityManager, quizId: string): Promise<{ quiz: Quiz; draw: Draw }> {
  const quiz = await tx.findOneBy(Quiz, { id: quizId })
  if (!quiz) throw notFound()
  const draw = await findForUpdate(tx, Draw, { quizId })
  if (quiz.frozenAt === null) throw quizRunning()
  if (!draw || draw.closedAt === null) throw noDraw()
  if (draw.drawnAt !== null) throw alreadyDrawn()
  if (draw.voidAt !== null) throw drawVoided()
  return { quiz, draw }
}

/** What comes in between the end of the quiz and its draw: the witnesses' shares, and what a public source said. */
export class DrawSeeding {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Told by the witness, or by the auditor who opens the envelope he left: whose it is, its hash says.
   * @throws Problem quiz_running, not_witness, share_unknown, already_revealed, already_drawn, draw_void, no_draw
   */
  async revealShare(actor: StaffActor, quizId: string, share: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await closedDraw(tx, quizId)
      const shares = await tx.findBy(DrawShare, { quizId })
      if (!canOpenEnvelope(actor) && !shares.some((s) => s.staffId === actor.id)) throw notWitness()
      const known = shares.find((s) => s.commitment === sha256(share))
      if (!known || !(canOpenEnvelope(actor) || known.staffId === actor.id)) throw shareUnknown()
      if (known.share !== null) throw alreadyRevealed()
      const change = { share, revealedBy: actor.id, revealedAt: this.clock.now() }
      await tx.update(DrawShare, { quizId, staffId: known.staffId }, change)
      const subject = { type: 'quiz', id: quizId }
      // Not the share: the book is read before the draw, and until then nobody knows them all.
      const after = { witnessId: known.staffId, commitment: known.commitment }
      await this.ledger.append(tx, actor, 'draws.reveal_share', subject, { after })
    })
  }

  /**
   * What the public source said, by one person; it counts once a second one has typed the same.
   * @throws Problem quiz_running, forbidden, own_work, value_early, value_fixed, already_drawn, draw_void, no_draw
   */
  async enterValue(actor: StaffActor, quizId: string, typed: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { quiz, draw } = await closedDraw(tx, quizId)
      if (!canEnterValue(actor, quiz)) throw quiz.authorId === actor.id ? ownWork() : forbidden()
      const { source } = draw.rule
      if (source.kind !== 'public') throw noDraw({ detail: '这次抽奖不用公开数值。' })
      if (draw.sourceValue !== null) throw valueFixed()
      const now = this.clock.now()
      if (shanghaiDay(now) < source.announcedOn) throw valueEarly()
      const entered = writtenValue(typed)
      if (entered === '') throw invalidField('value', '不能为空')
      const before = await tx.findOneBy(DrawValue, { quizId, staffId: actor.id })
      await tx.save(DrawValue, { quizId, staffId: actor.id, entered, enteredAt: now })
      const sourceValue = agreedValue(await tx.findBy(DrawValue, { quizId }))
      if (sourceValue !== null) await tx.update(Draw, { quizId }, { sourceValue })
      const subject = { type: 'quiz', id: quizId }
      // Whoever types second does not find the first one's value in the book.
      const after = { entered: sha256(entered), agreed: sourceValue }
      await this.ledger.append(tx, actor, 'draws.enter_value', subject, {
        before: before && { entered: sha256(before.entered) },
        after,
      })
    })
  }
}
