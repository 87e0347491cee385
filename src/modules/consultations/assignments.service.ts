import { type EntityManager, In, IsNull } from 'typeorm'
import type { WorkingCalendar } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { moveTallies } from '../../platform/db/tally'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { BureauCalendar } from '../bureau'
import type { Ledger } from '../ledger'
import { checkDivision, type StaffActor } from '../staff'
import type { AnswerBook } from './adoption.book'
import type { GroupMembers } from './adoption.groups'
import { notedIds, unansweredOf } from './adoption.members'
import type { Chosen } from './adoption.service'
import { AnswerAssignment, AssignedComment } from './assignments.entities'
import { assignmentDue } from './assignments.rules'
import { Comment } from './consultations.entities'
import { canAssign } from './consultations.policy'
import { commentAnswered } from './consultations.problems'

/** Comments one by one, by group, or everything on a clause that nobody has answered; `-`: on the draft as a whole. */
export interface AssignedChoice extends Chosen {
  clauseId?: string
}

export interface AssignmentTerms {
  divisionId: string
  withinDays: number
  note?: string
}

const CHUNK = 500

/** 交办: who answers what, and by when. */
export class Assignments {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly book: AnswerBook,
    private readonly groups: GroupMembers,
    private readonly calendar: BureauCalendar,
  ) {}

  /**
   * Of what is chosen, what is unanswered; a comment that another division had moves on.
   * @throws Problem forbidden, not_found, report_published, invalid_request, comment_answered
   */
  async assign(
    actor: StaffActor,
    consultationId: string,
    chosen: AssignedChoice,
    terms: AssignmentTerms,
  ): Promise<AnswerAssignment> {
    if (!canAssign(actor)) throw forbidden()
    const calendar = await this.calendar.current()
    return this.database.transaction(async (tx) => {
      await this.book.hold(tx, consultationId)
      await checkDivision(tx, terms.divisionId)
      const commentIds = await this.resolve(tx, consultationId, chosen)
      const assignedAt = this.clock.now()
      const assignment: AnswerAssignment = {
        id: newId(assignedAt),
        consultationId,
        assignedBy: actor.id,
        assignedAt,
        ...termsOf(calendar, assignedAt, terms),
      }
      await tx.insert(AnswerAssignment, assignment)
      await release(tx, commentIds)
      for (const ids of chunks(commentIds))
        await tx.insert(
          AssignedComment,
          ids.map((commentId) => ({ commentId, assignmentId: assignment.id })),
        )
      await moveTallies(tx, [[assignment.id, 'comments', commentIds.length]])
      const after = { ...shown(assignment), commentIds: notedIds(commentIds) }
      await this.note(tx, actor, 'assign_answers', consultationId, { after })
      return assignment
    })
  }

  /** Another division, another day counted from today, or another note. @throws Problem forbidden, not_found, report_published */
  async change(
    actor: StaffActor,
    consultationId: string,
    id: string,
    terms: AssignmentTerms,
  ): Promise<AnswerAssignment> {
    if (!canAssign(actor)) throw forbidden()
    const calendar = await this.calendar.current()
    return this.database.transaction(async (tx) => {
      const assignment = await this.hold(tx, consultationId, id)
      await checkDivision(tx, terms.divisionId)
      const assignedAt = this.clock.now()
      const change = { assignedAt, assignedBy: actor.id, ...termsOf(calendar, assignedAt, terms) }
      await tx.update(AnswerAssignment, { id }, change)
      const changed = { ...assignment, ...change }
      const noted = { before: shown(assignment), after: shown(changed) }
      await this.note(tx, actor, 'change_assignment', consultationId, noted)
      return changed
    })
  }

  /** Its comments are nobody's in particular again. @throws Problem forbidden, not_found, report_published */
  async cancel(actor: StaffActor, consultationId: string, id: string): Promise<void> {
    if (!canAssign(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      const assignment = await this.hold(tx, consultationId, id)
      await tx.delete(AssignedComment, { assignmentId: id })
      await tx.delete(AnswerAssignment, { id })
      await this.note(tx, actor, 'cancel_assignment', consultationId, { before: shown(assignment) })
    })
  }

  private async resolve(
    tx: EntityManager,
    consultationId: string,
    { commentIds = [], groupIds = [], clauseId }: AssignedChoice,
  ): Promise<string[]> {
    const known = await tx.find(Comment, {
      select: { id: true },
      where: { id: In([...commentIds]), consultationId },
    })
    if (known.length < new Set(commentIds).size) throw invalidField('commentIds', '其中有意见不属于本次征集')
    const ofGroups = groupIds.length > 0 ? await this.groups.membersOf(tx, consultationId, groupIds) : []
    const onClause =
      clauseId === undefined
        ? []
        : await tx.find(Comment, {
            select: { id: true },
            where: { consultationId, clauseId: clauseId === '-' ? IsNull() : clauseId, lineId: IsNull() },
            order: { id: 'ASC' },
          })
    const all = [...new Set([...commentIds, ...ofGroups, ...onClause.map((c) => c.id)])]
    if (all.length === 0) throw invalidField('commentIds', '请选择要交办的意见')
    const free = await unansweredOf(tx, all)
    if (free.length === 0) throw commentAnswered({ detail: '这些意见都已经答复，不用再交办。' })
    return free
  }

  private async hold(tx: EntityManager, consultationId: string, id: string): Promise<AnswerAssignment> {
    await this.book.hold(tx, consultationId)
    const assignment = await findForUpdate(tx, AnswerAssignment, { id })
    if (assignment?.consultationId !== consultationId) throw notFound()
    return assignment
  }

  private note(
    tx: EntityManager,
    actor: StaffActor,
    verb: string,
    id: string,
    change: object,
  ): Promise<void> {
    return this.ledger.append(tx, actor, `consultations.${verb}`, { type: 'consultation', id }, change)
  }
}

function termsOf(
  calendar: WorkingCalendar,
  assignedAt: number,
  { divisionId, withinDays, note }: AssignmentTerms,
) {
  const { on, provisional } = assignmentDue(calendar, assignedAt, withinDays)
  return { divisionId, withinDays, note: note ?? null, dueOn: on, dueProvisional: provisional }
}

/** Never the note: it is for colleagues, and the book is for good. */
const shown = ({ id, divisionId, withinDays, dueOn }: AnswerAssignment) => ({
  id,
  divisionId,
  withinDays,
  dueOn,
})

/** Takes comments from whoever had them. */
async function release(tx: EntityManager, commentIds: readonly string[]): Promise<void> {
  for (const ids of chunks(commentIds)) {
    const had = await tx.findBy(AssignedComment, { commentId: In(ids) })
    await tx.delete(AssignedComment, { commentId: In(ids) })
    const moves = new Map<string, number>()
    for (const { assignmentId } of had) moves.set(assignmentId, (moves.get(assignmentId) ?? 0) - 1)
    await moveTallies(
      tx,
      [...moves].map(([id, n]) => [id, 'comments', n] as const),
    )
  }
}

const chunks = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, i) => all.slice(i * CHUNK, (i + 1) * CHUNK))
