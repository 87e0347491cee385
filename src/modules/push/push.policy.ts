import type { StaffActor } from '../staff'

/** Pausing, resuming, cancelling and sending again: 办公室 or 分管领导. */
export const canSteer = (staff: StaffActor) =>
  staff.roles.includes('office') || staff.roles.includes('leader')

/** What is set up at WeChat, templates and menu: the administrator. */
export const canKeepAccounts = (staff: StaffActor) => staff.roles.includes('admin')
