import { type EntityManager, In } from 'typeorm'
import type { WorkingCalendar } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { Tally } from '../../platform/db/tally'
import type { DueMove, DueSource } from '../bureau'
import { AnswerAssignment } from './assignments.entities'
import { assignmentDue, isAssignmentOverdue } from './assignments.rules'
import { Consultation } from './consultations.entities'

export interface ListedAssignment extends AnswerAssignment {
  comments: number
  answered: number
  isOverdue: boolean
}

/** A consultation has some dozens at the most. */
const MOST = 500

export class AssignmentReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What is due first. */
  async list(consultationId: string): Promise<ListedAssignment[]> {
    const rows = await this.database.reads.find(AnswerAssignment, {
      where: { consultationId },
      order: { dueOn: 'ASC', id: 'ASC' },
      take: MOST,
    })
    const progress = await progressOf(
      this.database.reads,
      rows.map((r) => r.id),
    )
    const now = this.clock.now()
    return rows.map((row) => {
      const { comments, answered } = progress(row.id)
      return {
        ...row,
        comments,
        answered,
        isOverdue: isAssignmentOverdue(row.dueOn, comments - answered, now),
      }
    })
  }
}

async function progressOf(manager: EntityManager, ids: readonly string[]) {
  const rows = await manager.findBy(Tally, { subject: In([...ids]) })
  const of = (id: string, item: string) => rows.find((r) => r.subject === id && r.item === item)?.votes ?? 0
  return (id: string) => ({ comments: of(id, 'comments'), answered: of(id, 'answered') })
}

/** Days by which divisions must have answered, when the calendar changes under them. */
export class AssignmentsDue implements DueSource {
  async moves(manager: EntityManager, calendar: WorkingCalendar): Promise<DueMove[]> {
    const rows = await manager
      .createQueryBuilder(AnswerAssignment, 'a')
      .innerJoin(Consultation, 'c', 'c.id = a.consultationId AND c.reportedAt IS NULL')
      .addSelect('c.title', 'title')
      .orderBy('a.id')
      .limit(MOST)
      .getRawAndEntities<{ title: string }>()
    const progress = await progressOf(
      manager,
      rows.entities.map((a) => a.id),
    )
    return rows.entities.flatMap((a, i) => {
      const { comments, answered } = progress(a.id)
      const { on, provisional } = assignmentDue(calendar, a.assignedAt, a.withinDays)
      if (comments <= answered || (on === a.dueOn && provisional === a.dueProvisional)) return []
      const title = rows.raw[i]?.title ?? ''
      return [{ kind: 'answer_assignment', id: a.id, title, from: a.dueOn, to: on, provisional }]
    })
  }

  async apply(tx: EntityManager, moves: readonly DueMove[]): Promise<void> {
    for (const { id, to, provisional } of moves)
      await tx.update(AnswerAssignment, { id }, { dueOn: to, dueProvisional: provisional })
  }
}
