import type { AnswerAssignment } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import {
  addReason,
  assignAnswers,
  cancelAssignment,
  changeAssignment,
  listAssignments,
  listReasons,
  removeReason,
} from './assignments.contract'

type Services = Pick<
  Office,
  'assignments' | 'assignmentReads' | 'reasons' | 'consultationReads' | 'divisions' | 'staff' | 'database'
>
const due = ({ id, dueOn, dueProvisional }: AnswerAssignment) => ({ id, dueOn, provisional: dueProvisional })

export function assignmentRoutes(counter: Counter, office: Services): void {
  const { assignments, assignmentReads, reasons, consultationReads, divisions, staff, database } = office

  counter.serve(listAssignments, async ({ params }) => {
    await consultationReads.find(params.id, true)
    const items = await assignmentReads.list(params.id)
    const names = new Map((await divisions.list()).map((d) => [d.id, d.name]))
    const people = await staff.namesOf(
      database.reads,
      items.map((a) => a.assignedBy),
    )
    return {
      items: items.map((a) => ({
        ...due(a),
        division: { id: a.divisionId, name: names.get(a.divisionId) ?? '' },
        withinDays: a.withinDays,
        overdue: a.isOverdue,
        note: a.note,
        comments: a.comments,
        answered: a.answered,
        assignedBy: people.get(a.assignedBy) ?? '',
        assignedAt: rfc3339(a.assignedAt),
      })),
    }
  })
  counter.serve(assignAnswers, async ({ caller, params, body }) => {
    const { commentIds, groupIds, clauseId, ...terms } = body
    return due(await assignments.assign(caller, params.id, { commentIds, groupIds, clauseId }, terms))
  })
  counter.serve(changeAssignment, async ({ caller, params, body }) =>
    due(await assignments.change(caller, params.id, params.assignmentId, body)),
  )
  counter.serve(cancelAssignment, ({ caller, params }) =>
    assignments.cancel(caller, params.id, params.assignmentId),
  )
  counter.serve(listReasons, async () => ({
    items: (await reasons.list()).map(({ id, disposition, name, reason, own }) => ({
      id,
      disposition,
      name,
      reason,
      own,
    })),
  }))
  counter.serve(addReason, async ({ caller, body }) => ({ id: (await reasons.add(caller, body)).id }))
  counter.serve(removeReason, ({ caller, params }) => reasons.remove(caller, params.id))
}
