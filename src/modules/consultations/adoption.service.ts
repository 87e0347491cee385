import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import type { AnswerBook } from './adoption.book'
import { AdoptionLine } from './adoption.entities'
import type { GroupMembers } from './adoption.groups'
import { letGo, membersOf, notedIds, takeIn, unansweredOf } from './adoption.members'
import { LineChange } from './consultations.entities'
import { canDispose } from './consultations.policy'
import { commentAnswered } from './consultations.problems'

export type LineText = Pick<
  AdoptionLine,
  'gist' | 'legality' | 'rationality' | 'feasibility' | 'disposition' | 'reason'
> & { revisedText?: string; note?: string }

/** Comments one by one, whole groups of them, or both. Of a group those that nobody has answered yet. */
export interface Chosen {
  commentIds?: readonly string[]
  groupIds?: readonly string[]
}

/** 逐条答复: every comment in one line at the most; once there is a report, in exactly one. */
export class Adoption {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly book: AnswerBook,
    private readonly groups: GroupMembers,
  ) {}

  /** @throws Problem forbidden, not_found, not_opened, report_published, invalid_request, comment_answered */
  async dispose(
    actor: StaffActor,
    consultationId: string,
    chosen: readonly string[] | Chosen,
    text: LineText,
  ): Promise<AdoptionLine> {
    if (!canDispose(actor)) throw forbidden()
    const now = this.clock.now()
    return this.alone(async (tx) => {
      await this.book.hold(tx, consultationId)
      const commentIds = await this.resolve(tx, consultationId, chosen)
      const line: AdoptionLine = {
        ...whole(text),
        id: newId(now),
        consultationId,
        size: commentIds.length,
        authorId: actor.id,
        createdAt: now,
        changedAt: now,
      }
      await tx.insert(AdoptionLine, line)
      await takeIn(tx, consultationId, line.id, commentIds)
      await this.book.changed(tx, actor, consultationId)
      const { groupIds } = isList(chosen) ? {} : chosen
      const after = { ...shown(line), groupIds, commentIds: notedIds(commentIds) }
      await this.note(tx, actor, 'dispose', line, { after })
      return line
    })
  }

  /** Takes further comments into a line, whose words stay. @throws Problem as `dispose` */
  async extendLine(
    actor: StaffActor,
    consultationId: string,
    id: string,
    chosen: Chosen,
  ): Promise<AdoptionLine> {
    if (!canDispose(actor)) throw forbidden()
    return this.alone(async (tx) => {
      const line = await this.hold(tx, consultationId, id)
      const added = await this.resolve(tx, consultationId, chosen)
      await takeIn(tx, consultationId, id, added)
      const change = { size: line.size + added.length, changedAt: this.clock.now() }
      await tx.update(AdoptionLine, { id }, change)
      const extended = { ...line, ...change }
      await this.book.changed(tx, actor, consultationId)
      const after = { ...shown(extended), added: notedIds(added) }
      await this.note(tx, actor, 'extend_line', extended, { before: shown(line), after })
      return extended
    })
  }

  /**
   * Other words, or also other comments where they are given.
   * @throws Problem forbidden, not_found, report_published, invalid_request, comment_answered
   */
  async editLine(
    actor: StaffActor,
    consultationId: string,
    id: string,
    text: LineText,
    commentIds?: readonly string[],
  ): Promise<AdoptionLine> {
    if (!canDispose(actor)) throw forbidden()
    if (commentIds) checkIds(commentIds)
    return this.alone(async (tx) => {
      const line = await this.hold(tx, consultationId, id)
      const before = commentIds ? await membersOf(tx, id) : []
      const [had, wanted] = [new Set(before), new Set(commentIds ?? before)]
      const gone = before.filter((c) => !wanted.has(c))
      const added = [...wanted].filter((c) => !had.has(c))
      if (gone.length > 0) await letGo(tx, consultationId, id, gone)
      if (added.length > 0) await takeIn(tx, consultationId, id, added)
      const words = whole(text)
      const size = commentIds ? wanted.size : line.size
      const change = { ...words, size, changedAt: this.clock.now() }
      await tx.update(AdoptionLine, { id }, change)
      const edited = { ...line, ...change }
      // A note for colleagues alone changes nothing that anybody has signed.
      if (gone.length + added.length > 0 || !sameWords(line, words))
        await this.book.changed(tx, actor, consultationId)
      const after = { ...shown(edited), added: notedIds(added), gone: notedIds(gone) }
      await this.note(tx, actor, 'edit_line', edited, { before: shown(line), after })
      return edited
    })
  }

  /** Its comments are unanswered again. @throws Problem forbidden, not_found, report_published */
  async dissolve(actor: StaffActor, consultationId: string, id: string): Promise<void> {
    if (!canDispose(actor)) throw forbidden()
    await this.alone(async (tx) => {
      const line = await this.hold(tx, consultationId, id)
      const commentIds = await membersOf(tx, id)
      await letGo(tx, consultationId, id, commentIds)
      await tx.delete(LineChange, { lineId: id })
      await tx.delete(AdoptionLine, { id })
      await this.book.changed(tx, actor, consultationId)
      await this.note(tx, actor, 'dissolve_line', line, {
        before: { ...shown(line), commentIds: notedIds(commentIds) },
      })
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

  /** @returns each comment once */
  private async resolve(
    tx: EntityManager,
    consultationId: string,
    chosen: readonly string[] | Chosen,
  ): Promise<string[]> {
    const { commentIds = [], groupIds = [] } = isList(chosen) ? { commentIds: chosen } : chosen
    checkIds(commentIds)
    if (groupIds.length === 0) {
      if (commentIds.length === 0) throw invalidField('commentIds', '请选择要答复的意见')
      return [...commentIds]
    }
    const members = await this.groups.membersOf(tx, consultationId, groupIds)
    const free = await unansweredOf(tx, members)
    if (free.length === 0)
      throw commentAnswered({ detail: '这些意见组里的意见都已经答复。', extra: { groupIds } })
    return [...new Set([...commentIds, ...free])]
  }

  private async hold(tx: EntityManager, consultationId: string, id: string): Promise<AdoptionLine> {
    await this.book.hold(tx, consultationId)
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

const isList = (chosen: readonly string[] | Chosen): chosen is readonly string[] => Array.isArray(chosen)

const whole = ({ revisedText, note, ...text }: LineText) => ({
  ...text,
  revisedText: revisedText ?? null,
  note: note ?? null,
})

/** Everything of a line that residents will read. */
const publicWords = [
  'gist',
  'legality',
  'rationality',
  'feasibility',
  'disposition',
  'reason',
  'revisedText',
] as const
const sameWords = (a: AdoptionLine, b: ReturnType<typeof whole>) => publicWords.every((w) => a[w] === b[w])

/** For the book, which cannot forget: what was decided, and not the words, which may repeat what a resident wrote. */
const shown = ({ id, disposition, size }: AdoptionLine) => ({ lineId: id, disposition, size })

function checkIds(commentIds: readonly string[]): void {
  if (new Set(commentIds).size < commentIds.length) throw invalidField('commentIds', '同一条意见列了两次')
}
