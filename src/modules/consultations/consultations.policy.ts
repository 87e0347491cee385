import type { StaffActor } from '../staff'
import type { Consultation, Draft } from './consultations.entities'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

export const canCreate = (staff: StaffActor) => holds(staff, 'editor')
export const canUploadDraft = canCreate
export const canOpen = (staff: StaffActor) => holds(staff, 'office', 'leader')
export const canClose = canOpen
/** Who wrote the consultation, or handed in the draft as it stands, does not open it. */
export const isOwnWork = (staff: StaffActor, consultation: Consultation, draft: Draft | null) =>
  consultation.authorId === staff.id || draft?.authorId === staff.id
export const canEnterComments = (staff: StaffActor) => holds(staff, 'editor', 'head', 'office')
export const canReadComments = (staff: StaffActor) =>
  holds(staff, 'editor', 'head', 'office', 'leader', 'auditor')
/** Seeing telephone numbers and the like that residents wrote into their comments; each look is audited. */
export const canReveal = (staff: StaffActor) => holds(staff, 'head', 'office', 'leader')
/** Preparing the answers; they are published together, with the report. */
export const canDispose = (staff: StaffActor) => holds(staff, 'editor', 'head', 'office', 'leader')
export const canSubmitReport = (staff: StaffActor) => holds(staff, 'editor')
export const canOverrideInReport = (staff: StaffActor) => holds(staff, 'secrecy')
export const canPublishReport = (staff: StaffActor) => holds(staff, 'office', 'leader')
/** Giving comments to a division to be answered. */
export const canAssign = (staff: StaffActor) => holds(staff, 'head', 'office', 'leader')
export const canInvite = canEnterComments
/** Putting right what the machine read in a comment. */
export const canJudge = canDispose
