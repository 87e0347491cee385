import { type EntityManager, In } from 'typeorm'
import { type Database, findForUpdate } from '../../platform/db/database'
import { moveTallies } from '../../platform/db/tally'
import type { PersonalDataHolder } from '../residents'
import { forgetComments, holdAnalyses } from './analysis.forgetting'
import { Comment, Consultation } from './consultations.entities'
import { joinPerson } from './consultations.joining'
import { ERASED_TEXT } from './consultations.rules'
import { takeBackWords } from './quotes.service'
import { outcomesOf } from './report.reads'

/** What consultations hold of a resident: comments, under an id that an erasure leaves without a person. */
export class CommentsOfResident implements PersonalDataHolder {
  readonly name = 'comments'

  constructor(private readonly database: Database) {}

  async export(residentId: string): Promise<unknown> {
    const comments = await this.database.reads.find(Comment, { where: { residentId }, order: { id: 'ASC' } })
    const outcomes = await outcomesOf(this.database.reads, comments)
    return comments.map(
      ({
        id,
        consultationId,
        clauseId,
        text,
        stance,
        writerGroup,
        source,
        state,
        receivedAt,
        receipt,
        quotable,
      }) => ({
        id,
        consultationId,
        clauseId,
        text,
        stance,
        group: writerGroup,
        source,
        state,
        receivedAt,
        receipt,
        quotable,
        outcome: outcomes.get(id) ?? null,
      }),
    )
  }

  /**
   * The text goes, and with it every key made of it; the comment stays counted. The person counts once, also after
   * coming back, as the identity's hash stays until the last consultation commented on has closed.
   */
  async erase(tx: EntityManager, residentId: string): Promise<number | null> {
    const comments = await tx.findBy(Comment, { residentId, state: 'received' })
    const ids = [...new Set(comments.map((c) => c.consultationId))]
    await holdAnalyses(tx, ids)
    const consultations = new Map((await tx.findBy(Consultation, { id: In(ids) })).map((c) => [c.id, c]))
    const moves: [string, string, number][] = []
    for (const { id, consultationId, sameKey } of comments) {
      const nothing = {
        text: ERASED_TEXT,
        sameKey: null,
        repeatKey: id,
        salt: null,
        state: 'erased' as const,
        quotable: false,
      }
      await tx.update(Comment, { id }, nothing)
      const textsId = consultations.get(consultationId)?.textsId
      if (sameKey !== null && textsId) moves.push([textsId, sameKey, -1])
    }
    await takeBackWords(
      tx,
      comments.map((c) => c.id),
    )
    await moveTallies(tx, moves)
    await forgetComments(tx, comments)
    const open = [...consultations.values()].filter((c) => c.frozenAt === null)
    return open.length > 0 ? Math.max(...open.map((c) => c.closesAt)) : null
  }

  /** All comments become the elder's; where a consultation still counts, the two count as one person from now on. */
  async join(tx: EntityManager, from: string, to: string): Promise<void> {
    const written = await tx.find(Comment, {
      select: { id: true, consultationId: true },
      where: { residentId: from },
    })
    for (const id of [...new Set(written.map((c) => c.consultationId))].sort()) {
      const consultation = await findForUpdate(tx, Consultation, { id })
      if (consultation?.frozenAt === null) await joinPerson(tx, consultation, from, to)
      await tx.update(Comment, { consultationId: id, residentId: from }, { residentId: to })
    }
  }
}
