import type { StaffActor } from '../staff'
import type { Enquiry } from './enquiries.entities'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

export const canAssign = (staff: StaffActor) => holds(staff, 'head', 'office', 'leader')
/** The division it was given to, and those who look over all of them. */
export const canAnswer = (staff: StaffActor, enquiry: Pick<Enquiry, 'divisionId'>) =>
  holds(staff, 'office', 'leader') ||
  (holds(staff, 'editor', 'head') && enquiry.divisionId === staff.divisionId)
export const canReveal = (staff: StaffActor) => holds(staff, 'editor', 'head', 'office', 'leader')
export const canWriteFaq = (staff: StaffActor) => holds(staff, 'editor', 'head')
/** What residents will read needs a second person. */
export const canOpenFaq = (staff: StaffActor) => holds(staff, 'head', 'office', 'leader')
