import type { StaffActor } from '../staff'
import type { Publication } from './publications.entities'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

export const canCreate = (staff: StaffActor) => holds(staff, 'editor')
/** 谁制作、谁更新、谁公开: only the owning division's editors write in it. */
export const canEdit = (staff: StaffActor, publication: Publication) =>
  holds(staff, 'editor') && staff.divisionId === publication.ownerDivisionId
/** The secrecy officer answers for findings, but not in what he or she wrote. */
export const canOverride = (staff: StaffActor) => holds(staff, 'secrecy')
export const canPublish = (staff: StaffActor) => holds(staff, 'office', 'leader')
export const canWithdraw = (staff: StaffActor) => holds(staff, 'office', 'leader')
