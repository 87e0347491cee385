import type { StaffActor } from '../staff'
import type { Quiz } from './quizzes.entities'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

export const canCreate = (staff: StaffActor) => holds(staff, 'editor')
/** Its author alone, so that whoever opens it has written none of it. */
export const canEdit = (staff: StaffActor, quiz: Quiz) => holds(staff, 'editor') && quiz.authorId === staff.id
/** Opening needs someone other than the author. */
export const canOpen = (staff: StaffActor, quiz: Quiz) =>
  holds(staff, 'office', 'leader') && quiz.authorId !== staff.id
export const canClose = (staff: StaffActor) => holds(staff, 'office', 'leader')
export const canWriteBank = (staff: StaffActor) => holds(staff, 'editor')
/** The bank shows the right answers: those who write it and those who review. */
export const canReadBank = (staff: StaffActor) => holds(staff, 'editor', 'head', 'office', 'leader')
/** A faulty question must go at once, also when its author is away. */
export const canRetire = (staff: StaffActor) => holds(staff, 'editor', 'office', 'leader')

export const quizActs = ['edit', 'open', 'close'] as const
export type QuizAct = (typeof quizActs)[number]

/** What this person may do with it at this instant, for the buttons of a console; every use case judges for itself. */
export function allowedActs(staff: StaffActor, quiz: Quiz, now: number): QuizAct[] {
  const isDraft = quiz.openedAt === null
  const may: Record<QuizAct, boolean> = {
    edit: isDraft && canEdit(staff, quiz),
    open: isDraft && canOpen(staff, quiz) && now < quiz.closesAt,
    close: !isDraft && quiz.frozenAt === null && canClose(staff),
  }
  return quizActs.filter((act) => may[act])
}
