import type { StaffActor } from '../staff'
import type { Publication } from './publications.entities'
import { isLive } from './publications.rules'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

export const canCreate = (staff: StaffActor) => holds(staff, 'editor')
/** 谁制作、谁更新、谁公开: only the owning division's editors write in it. */
export const canEdit = (staff: StaffActor, publication: Publication) =>
  holds(staff, 'editor') && staff.divisionId === publication.ownerDivisionId
/** The secrecy officer answers for findings, but not in what he or she wrote. */
export const canOverride = (staff: StaffActor) => holds(staff, 'secrecy')
export const canPublish = (staff: StaffActor) => holds(staff, 'office', 'leader')
export const canWithdraw = (staff: StaffActor) => holds(staff, 'office', 'leader')

export const publicationActs = ['edit', 'submit', 'sign', 'override', 'publish', 'withdraw'] as const
export type PublicationAct = (typeof publicationActs)[number]

/** What this person may do with it as it stands, for the buttons of a console; every use case judges for itself. */
export function allowedActs(staff: StaffActor, p: Publication, steps: readonly string[]): PublicationAct[] {
  const isWritten = p.state === 'draft' || p.state === 'returned'
  const may: Record<PublicationAct, boolean> = {
    edit: canEdit(staff, p),
    submit: canEdit(staff, p) && isWritten,
    sign: steps.length > 0,
    override: canOverride(staff) && !p.contributorIds.includes(staff.id) && isWritten,
    publish: canPublish(staff) && p.state === 'cleared',
    withdraw: canWithdraw(staff) && isLive(p),
  }
  return publicationActs.filter((act) => may[act])
}
