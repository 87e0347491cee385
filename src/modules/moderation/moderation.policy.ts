import type { StaffActor } from '../staff'

export const canDecideTexts = (staff: StaffActor) =>
  ['head', 'office', 'leader'].some((role) => staff.roles.includes(role))
