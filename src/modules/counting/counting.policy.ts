import type { StaffActor } from '../staff'
import type { SetAside } from './counting.entities'

/** The same hands that open and close a poll: two of them for every act that takes ballots out of the count. */
export const counterRoles = ['office', 'leader'] as const
/** Who may look: whoever decides, and who audits them. */
export const viewerRoles = ['office', 'leader', 'auditor'] as const

const holds = (staff: StaffActor, roles: readonly string[]) => roles.some((r) => staff.roles.includes(r))

export const canView = (staff: StaffActor) => holds(staff, viewerRoles)
export const canPropose = (staff: StaffActor) => holds(staff, counterRoles)
export const canApprove = (staff: StaffActor, act: SetAside) =>
  holds(staff, counterRoles) && act.proposedBy !== staff.id
/** Towards the complete count one person is enough. */
export const canRestore = (staff: StaffActor) => holds(staff, counterRoles)

export const asideActs = ['approve', 'restore'] as const
export type AsideAct = (typeof asideActs)[number]

/** For the buttons of a console; every use case judges for itself. */
export function allowedOn(staff: StaffActor, act: SetAside): AsideAct[] {
  const may: Record<AsideAct, boolean> = {
    approve: act.state === 'proposed' && canApprove(staff, act),
    restore: (act.state === 'proposed' || act.state === 'in_force') && canRestore(staff),
  }
  return asideActs.filter((name) => may[name])
}
