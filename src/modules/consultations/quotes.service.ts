import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import { maskPersonal } from '../../platform/text'
import type { Ledger } from '../ledger'
import { type CheckState, isShown, type TextType } from '../moderation'
import type { ResidentActor } from '../residents'
import type { StaffActor } from '../staff'
import type { AnswerBook } from './adoption.book'
import { Comment } from './consultations.entities'
import { canDispose } from './consultations.policy'
import { quoteRefused } from './consultations.problems'
import { ELISION, quoteFault } from './quotes.rules'
import { LineQuote } from './report.entities'

/** As moderation knows it: what became of the check of these texts. */
export type StatesOf = (
  subjectType: TextType,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, CheckState>>

/** 原话: residents' own words in an answer, where they agreed to it. */
export class Quotes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly book: AnswerBook,
    private readonly statesOf: StatesOf,
  ) {}

  /**
   * Quotes a comment in the line that answers it; again: in other words.
   * @param text all of it, personal data masked, unless told
   * @throws Problem forbidden, not_found, report_published, quote_refused, invalid_request
   */
  async quote(
    actor: StaffActor,
    consultationId: string,
    commentId: string,
    { text, redaction = null }: { text?: string; redaction?: string | null },
  ): Promise<LineQuote> {
    if (!canDispose(actor)) throw forbidden()
    const states = await this.statesOf('comment', [commentId])
    return this.database.transaction(async (tx) => {
      await this.book.hold(tx, consultationId)
      const comment = await findForUpdate(tx, Comment, { id: commentId })
      if (comment?.consultationId !== consultationId) throw notFound()
      if (comment.state === 'erased' || !comment.quotable) throw quoteRefused()
      if (comment.lineId === null) throw quoteRefused({ detail: '这条意见还没有答复，先拟答复再引用。' })
      // What staff entered from a letter is not checked by machine; what a resident typed must have passed.
      if (comment.residentId !== null && !isShown(states.get(commentId)))
        throw quoteRefused({ detail: '这条意见没有通过内容检查，不能引用。' })
      const words = text ?? maskPersonal(comment.text)
      const fault = quoteFault(comment.text, words, redaction)
      if (fault === 'words') throw invalidField('text', `引用应当是原话，省略的地方用“${ELISION}”`)
      if (fault === 'reason') throw invalidField('redaction', '省略了原话的，请说明理由')
      const quote: LineQuote = {
        commentId,
        lineId: comment.lineId,
        text: words,
        textHash: sha256(words),
        redaction,
        authorId: actor.id,
        createdAt: this.clock.now(),
      }
      await tx.delete(LineQuote, { commentId })
      await tx.insert(LineQuote, quote)
      await this.book.changed(tx, actor, consultationId)
      await this.note(tx, actor, 'quote', consultationId, quote)
      return quote
    })
  }

  /** @throws Problem forbidden, not_found, report_published */
  async unquote(actor: StaffActor, consultationId: string, commentId: string): Promise<void> {
    if (!canDispose(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      await this.book.hold(tx, consultationId)
      const comment = await tx.findOneBy(Comment, { id: commentId })
      const quote = await tx.findOneBy(LineQuote, { commentId })
      if (comment?.consultationId !== consultationId || !quote) throw notFound()
      await tx.delete(LineQuote, { commentId })
      await this.book.changed(tx, actor, consultationId)
      await this.note(tx, actor, 'unquote', consultationId, quote)
    })
  }

  /** The writer agrees, or takes it back: then his words go at once, also from a published report. @throws Problem not_found */
  async consent(resident: ResidentActor, commentId: string, quotable: boolean): Promise<void> {
    await this.database.transaction(async (tx) => {
      const comment = await findForUpdate(tx, Comment, { id: commentId })
      if (comment?.residentId !== resident.id || comment.state === 'erased') throw notFound()
      await tx.update(Comment, { id: commentId }, { quotable })
      if (!quotable) await takeBackWords(tx, [commentId])
    })
  }

  /** Never the words: the book cannot forget. */
  private note(
    tx: EntityManager,
    actor: StaffActor,
    verb: string,
    id: string,
    quote: LineQuote,
  ): Promise<void> {
    const { commentId, lineId, textHash, redaction } = quote
    const after = { commentId, lineId, textHash, redacted: redaction !== null }
    return this.ledger.append(tx, actor, `consultations.${verb}`, { type: 'consultation', id }, { after })
  }
}

/** The words go, what was reviewed stays known by its hash: sign-offs over the rest hold. */
export async function takeBackWords(tx: EntityManager, commentIds: readonly string[]): Promise<void> {
  for (const commentId of commentIds) await tx.update(LineQuote, { commentId }, { text: null })
}
