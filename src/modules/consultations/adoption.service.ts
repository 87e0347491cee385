import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound, notOpened, stale } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { AdoptionLine } from './adoption.entities'
import { letGo, membersOf, takeIn } from './adoption.members'
import { Consultation } from './consultations.entities'
import { canDispose } from './consultations.policy'
import { commentAnswered } from './consultations.problems'

export type LineText = Pick<
  AdoptionLine,
  'gist' | 'legality' | 'rationality' | 'feasibility' | 'disposition' | 'reason'
> & { revisedText?: string }

/** 逐条答复: every comment in one line at the most; once there is a report, in exactly one. */
export class Adoption {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** @throws Problem forbidden, not_found, not_opened, invalid_request, comment_answered */
  async dispose(
    actor: StaffActor,
    consultationId: string,
    commentIds: readonly string[],
    text: LineText,
  ): Promise<AdoptionLine> {
    if (!canDispose(actor)) throw forbidden()
    checkIds(commentIds)
    const now = this.clock.now()
    const line: AdoptionLine = {
      ...whole(text),
      id: newId(now),
      consultationId,
      size: commentIds.length,
      authorId: actor.id,
      createdAt: now,
      changedAt: now,
    }
    return this.alone(async (tx) => {
      await checkOpened(tx, consultationId)
      await tx.insert(AdoptionLine, line)
      await takeIn(tx, consultationId, line.id, commentIds)
      await this.note(tx, actor, 'dispose', line, { after: { ...shown(line), commentIds } })
      return line
    })
  }

  /**
   * Other words, or also other comments where they are given.
   * @param seenAt when the line was changed last as the writer knows it; nobody's words are written over unseen
   * @throws Problem forbidden, not_found, invalid_request, comment_answered, stale
   */
  async editLine(
    actor: StaffActor,
    consultationId: string,
    id: string,
    text: LineText,
    commentIds?: readonly string[],
    seenAt?: number,
  ): Promise<AdoptionLine> {
    if (!canDispose(actor)) throw forbidden()
    if (commentIds) checkIds(commentIds)
    return this.alone(async (tx) => {
      const line = await this.hold(tx, consultationId, id)
      if (seenAt !== undefined && seenAt !== line.changedAt) throw stale()
      const before = await membersOf(tx, id)
      const [had, wanted] = [new Set(before), new Set(commentIds ?? before)]
      const gone = before.filter((c) => !wanted.has(c))
      const added = [...wanted].filter((c) => !had.has(c))
      if (gone.length > 0) await letGo(tx, consultationId, gone)
      if (added.length > 0) await takeIn(tx, consultationId, id, added)
      const change = { ...whole(text), size: wanted.size, changedAt: this.clock.now() }
      await tx.update(AdoptionLine, { id }, change)
      const edited = { ...line, ...change }
      const after = { ...shown(edited), added, gone }
      await this.note(tx, actor, 'edit_line', edited, { before: shown(line), after })
      return edited
    })
  }

  /** Its comments are unanswered again. @throws Problem forbidden, not_found */
  async dissolve(actor: StaffActor, consultationId: string, id: string): Promise<void> {
    if (!canDispose(actor)) throw forbidden()
    await this.alone(async (tx) => {
      const line = await this.hold(tx, consultationId, id)
      const commentIds = await membersOf(tx, id)
      await letGo(tx, consultationId, commentIds)
      await tx.delete(AdoptionLine, { id })
      await this.note(tx, actor, 'dissolve_line', line, { before: { ...shown(line), commentIds } })
    })
  }

  /** In the order they were written. */
  async list(consultationId: string, page: PageRequest & { lineId?: string }): Promise<Page<AdoptionLine>> {
    const query = this.database.reads
      .createQueryBuilder(AdoptionLine, 'line')
      .where('line.consultationId = :consultationId', { consultationId })
      .orderBy('line.id', 'ASC')
    if (page.cursor) query.andWhere('line.id > :cursor', { cursor: page.cursor })
    if (page.lineId) query.andWhere('line.id = :lineId', { lineId: page.lineId })
    const rows = await query.limit(page.limit + 1).getMany()
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => row,
    )
  }

  /** Two at once about one comment: the unique key lets one of them in, the other is told. */
  private async alone<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(work)
    } catch (error) {
      if (isDuplicate(error)) throw commentAnswered()
      throw error
    }
  }

  private async hold(tx: EntityManager, consultationId: string, id: string): Promise<AdoptionLine> {
    const line = await findForUpdate(tx, AdoptionLine, { id })
    if (line?.consultationId !== consultationId) throw notFound()
    return line
  }

  private note(
    tx: EntityManager,
    actor: StaffActor,
    verb: string,
    line: AdoptionLine,
    change: { before?: unknown; after?: unknown },
  ): Promise<void> {
    const subject = { type: 'consultation', id: line.consultationId }
    return this.ledger.append(tx, actor, `consultations.${verb}`, subject, change)
  }
}

const whole = ({ revisedText, ...text }: LineText) => ({ ...text, revisedText: revisedText ?? null })

/** For the book, which cannot forget: what was decided, and not the words, which may repeat what a resident wrote. */
const shown = ({ id, disposition, size }: AdoptionLine) => ({ lineId: id, disposition, size })

function checkIds(commentIds: readonly string[]): void {
  if (new Set(commentIds).size < commentIds.length) throw invalidField('commentIds', '同一条意见列了两次')
}

async function checkOpened(tx: EntityManager, id: string): Promise<void> {
  const consultation = await tx.findOneBy(Consultation, { id })
  if (!consultation) throw notFound()
  if (consultation.openedAt === null) throw notOpened({ detail: '征求意见还没有开放，没有可以答复的意见。' })
}
