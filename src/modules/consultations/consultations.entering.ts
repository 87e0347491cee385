import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { newToken } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { takeIntoLog } from '../../platform/db/intake'
import { moveTallies, todaySubject } from '../../platform/db/tally'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { Logs } from '../receipts'
import type { StaffActor } from '../staff'
import { refreeze } from './consultations.closing'
import type { NewComment } from './consultations.commenting'
import { currentDraft } from './consultations.drafting'
import { Clause, Comment, Consultation, type Source, type WriterKind } from './consultations.entities'
import { canEnterComments, canReveal } from './consultations.policy'
import { consultationClosed, consultationNotOpen, reportPublished } from './consultations.problems'
import { committedComment, sameKeyOf, stateOf, tallyItems } from './consultations.rules'

export interface EnteredComment extends NewComment {
  source: Exclude<Source, 'mini_program'>
  /** The Shanghai day on which it reached the bureau. */
  receivedOn: string
  writerKind: WriterKind
  /** Staff know that the writer is the one who said the very same through another channel: counted as one person. */
  samePerson: boolean
}

/** 信函、邮件、座谈会: comments that reach the bureau on other ways stand in the same list. */
export class CommentDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly logs: Logs,
  ) {}

  /**
   * Enters one comment. The same text from another channel is kept beside the first.
   * @throws Problem not_found, forbidden, consultation_not_open, consultation_closed, invalid_request
   */
  async enterComment(
    actor: StaffActor,
    consultationId: string,
    given: EnteredComment,
  ): Promise<{ comment: Comment; duplicateOf: string | null }> {
    if (!canEnterComments(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const consultation = await findForUpdate(tx, Consultation, { id: consultationId })
      const receivedAt = this.clock.now()
      const clauseId = await checked(tx, consultation, given, receivedAt)
      const { textsId } = consultation as Consultation
      const sameKey = sameKeyOf(given.text)
      const first = await firstOf(tx, consultationId, sameKey)
      if (given.samePerson && !first)
        throw invalidField('samePerson', '没有找到内容相同的意见，不能标为同一人提出')
      const id = newId(receivedAt)
      const personKey = given.samePerson && first ? first.personKey : id
      const earlier = await tx.findBy(Comment, { consultationId, personKey })
      const fixed = { id, consultationId, clauseId, text: given.text, receivedAt }
      const comment: Comment = {
        ...fixed,
        residentId: null,
        personKey,
        ordinal: Math.max(0, ...earlier.map((c) => c.ordinal)) + 1,
        repeatKey: id,
        sameKey,
        stance: given.stance ?? null,
        writerGroup: given.group ?? null,
        writerKind: given.writerKind,
        source: given.source,
        state: 'received',
        receivedOn: given.receivedOn,
        receipt: this.logs.receiptOf(id),
        enteredBy: actor.id,
        salt: (await this.logs.exists(consultationId)) ? newToken() : null,
        lineId: null,
        quotable: given.quotable ?? false,
      }
      await tx.insert(Comment, comment)
      const { salt } = comment
      if (salt !== null)
        await takeIntoLog(tx, id, this.logs.leafOf(consultationId, comment, committedComment(comment), salt))
      const counters = tallyItems(comment, earlier).map((item) => [consultationId, item, 1] as const)
      await moveTallies(tx, [...counters, [textsId, sameKey, 1], [todaySubject(receivedAt), 'comments', 1]])
      await refreeze(tx, consultation as Consultation)
      const duplicateOf = first?.id ?? null
      // Never the text: what people write may name them, and the book cannot forget.
      const { source, receivedOn, writerGroup, writerKind, stance } = comment
      await this.ledger.append(
        tx,
        actor,
        'consultations.enter_comment',
        { type: 'consultation', id: consultationId },
        {
          after: {
            commentId: id,
            clauseId,
            source,
            receivedOn,
            stance,
            writerGroup,
            writerKind,
            duplicateOf,
          },
        },
      )
      return { comment, duplicateOf }
    })
  }

  /** Notes in the book who looks at the comments unmasked. @throws Problem forbidden, not_found */
  async noteReveal(
    actor: StaffActor,
    consultationId: string,
    filter: Record<string, unknown>,
  ): Promise<void> {
    if (!canReveal(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      if (!(await tx.existsBy(Consultation, { id: consultationId }))) throw notFound()
      const subject = { type: 'consultation', id: consultationId }
      await this.ledger.append(tx, actor, 'consultations.reveal_comments', subject, { after: filter })
    })
  }
}

/** @returns the clause it is about, null for the draft as a whole */
async function checked(
  tx: EntityManager,
  consultation: Consultation | null,
  { clauseId, receivedOn }: EnteredComment,
  now: number,
): Promise<string | null> {
  const state = consultation ? stateOf(consultation, now) : 'draft'
  if (!consultation || state === 'draft') throw notFound()
  if (state === 'planned') throw consultationNotOpen()
  // Its totals are out: a further comment would stand in no line.
  if (consultation.reportedAt !== null) throw reportPublished()
  if (receivedOn < shanghaiDay(consultation.opensAt))
    throw invalidField('receivedOn', '收到的日期早于征求意见开始的日期')
  if (receivedOn > shanghaiDay(now)) throw invalidField('receivedOn', '收到的日期还没有到')
  // What came in time counts, however late it is entered: until the report is out.
  if (receivedOn > shanghaiDay(consultation.closesAt)) throw consultationClosed()
  if (clauseId === undefined) return null
  const draft = await currentDraft(tx, consultation.id)
  if (!draft || !(await tx.existsBy(Clause, { id: clauseId, draftId: draft.id })))
    throw invalidField('clauseId', '征求意见稿里没有这一条')
  return clauseId
}

/** The first comment with this text, in whatever punctuation. */
function firstOf(tx: EntityManager, consultationId: string, sameKey: string): Promise<Comment | null> {
  return tx.findOne(Comment, { where: { consultationId, sameKey }, order: { id: 'ASC' } })
}
