import type { StaffActor } from '../staff'
import type { Poll } from './polls.entities'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

export const canCreate = (staff: StaffActor) => holds(staff, 'editor')
/** Opening needs someone other than the author. */
export const canOpen = (staff: StaffActor, poll: Poll) =>
  holds(staff, 'office', 'leader') && poll.authorId !== staff.id
export const canClose = (staff: StaffActor) => holds(staff, 'office', 'leader')
export const canFollowUp = (staff: StaffActor) => holds(staff, 'editor', 'office', 'leader')
