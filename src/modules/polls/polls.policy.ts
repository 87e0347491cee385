import type { StaffActor } from '../staff'
import type { Poll } from './polls.entities'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

export const canCreate = (staff: StaffActor) => holds(staff, 'editor')
/** Its author alone, so that whoever opens it has written none of it. */
export const canEdit = (staff: StaffActor, poll: Poll) => holds(staff, 'editor') && poll.authorId === staff.id
/** Opening needs someone other than the author. */
export const canOpen = (staff: StaffActor, poll: Poll) =>
  holds(staff, 'office', 'leader') && poll.authorId !== staff.id
export const canClose = (staff: StaffActor) => holds(staff, 'office', 'leader')
export const canFollowUp = (staff: StaffActor) => holds(staff, 'editor', 'office', 'leader')

/** Another way into the same count, so it is opened by those who open the poll. */
export const canIssueStall = canOpen

/** Opens what the log's entries hold. */
export const canAudit = (staff: StaffActor) => holds(staff, 'auditor')

export const pollActs = ['edit', 'open', 'close', 'follow_up', 'issue_stall'] as const
export type PollAct = (typeof pollActs)[number]

/** What this person may do with it at this instant, for the buttons of a console; every use case judges for itself. */
export function allowedActs(staff: StaffActor, poll: Poll, now: number): PollAct[] {
  const isDraft = poll.openedAt === null
  const may: Record<PollAct, boolean> = {
    edit: isDraft && canEdit(staff, poll),
    open: isDraft && canOpen(staff, poll) && now < poll.closesAt,
    close: !isDraft && poll.frozenAt === null && canClose(staff),
    follow_up: !isDraft && canFollowUp(staff),
    issue_stall: !isDraft && poll.frozenAt === null && now < poll.closesAt && canIssueStall(staff, poll),
  }
  return pollActs.filter((act) => may[act])
}
