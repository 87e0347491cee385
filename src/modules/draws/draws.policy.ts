import type { Quiz } from '../quizzes'
import type { StaffActor } from '../staff'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

/** The rule belongs to who wrote the quiz; a second person opens both. */
export const canSetRule = (staff: StaffActor, quiz: Pick<Quiz, 'authorId'>) =>
  holds(staff, 'editor') && quiz.authorId === staff.id
/** Nobody who wrote the quiz has a hand in its draw. */
export const canDraw = (staff: StaffActor, quiz: Pick<Quiz, 'authorId'>) =>
  holds(staff, 'office', 'leader') && quiz.authorId !== staff.id
export const canEnterValue = (staff: StaffActor, quiz: Pick<Quiz, 'authorId'>) =>
  holds(staff, 'head', 'office', 'leader', 'auditor') && quiz.authorId !== staff.id
export const canVoid = (staff: StaffActor, quiz: Pick<Quiz, 'authorId'>) =>
  holds(staff, 'leader') && quiz.authorId !== staff.id
/** Whoever keeps a witness's envelope may open it in his absence. */
export const canOpenEnvelope = (staff: StaffActor) => holds(staff, 'auditor')
export const canHandOver = (staff: StaffActor) => holds(staff, 'editor', 'head', 'office', 'leader')
/** Those who send prizes out; auditors see that, not to whom. */
export const canReveal = (staff: StaffActor) => holds(staff, 'editor', 'office', 'leader')
/** Takes a prize from somebody, in public. */
export const canForfeit = (staff: StaffActor) => holds(staff, 'leader')
