import { systemActor } from '../modules/ledger'
import type { StaffActor } from '../modules/staff'
import { actorOf } from '../modules/staff'
import type { Office } from '../office'
import { city, divisions, type StaffRole, staff } from './city'
import { fillConsultations } from './fill.consultations'
import { fillEnquiries } from './fill.enquiries'
import { fillPolls } from './fill.polls'
import { fillPublications } from './fill.publications'
import { fillQuizzes } from './fill.quizzes'
import { fillSampling } from './fill.sampling'
import type { Timeline } from './timeline'

export const DAY_MS = 24 * 3600_000
const YEAR_MS = 365 * DAY_MS

export interface DemoFilling {
  office: Office
  timeline: Timeline
  /** The day the demo is looked at, epoch ms. */
  today: number
  staff: Record<StaffRole, StaffActor>
  divisionIds: Map<string, string>
  /** Ids of what was published, by the key of its text. */
  publicationIds: Map<string, string>
  /** Ids of polls, by their key. */
  pollIds: Map<string, string>
}

/**
 * Fills an empty office with the fictional city, through the services a bureau uses: every publication has its
 * reviews, every ballot its receipt, every act its line in the ledger.
 * @param password gives each member of staff a first password
 */
export async function fillDemo(
  office: Office,
  timeline: Timeline,
  password: (username: string) => string,
): Promise<void> {
  const today = timeline.now()
  const filling: DemoFilling = {
    office,
    timeline,
    today,
    staff: {} as Record<StaffRole, StaffActor>,
    divisionIds: new Map(),
    publicationIds: new Map(),
    pollIds: new Map(),
  }
  timeline.add(today - YEAR_MS, () => fillOrganisation(filling, password))
  fillPublications(filling)
  fillPolls(filling)
  fillSampling(filling)
  fillQuizzes(filling)
  fillConsultations(filling)
  fillEnquiries(filling)
  await timeline.live()
  await office.ledger.note(systemActor, FILLED, { type: 'demo', id: 'lanchuan' })
}

/** The last line written by the filling: an office without it was interrupted. */
export const FILLED = 'demo.fill'

async function fillOrganisation(
  { office, staff: members, divisionIds }: DemoFilling,
  password: (username: string) => string,
): Promise<void> {
  for (const { key, parentKey, name, kind } of divisions) {
    const parentId = parentKey === null ? null : (divisionIds.get(parentKey) ?? null)
    divisionIds.set(key, (await office.divisions.create(systemActor, { parentId, name, kind })).id)
  }
  const created = await Promise.all(
    staff.map(({ username, name, division, roles }) =>
      office.staff.createStaff(systemActor, {
        username,
        name,
        divisionId: divisionIds.get(division) ?? '',
        roles: [...roles],
        password: password(username),
        mustChangePassword: false,
      }),
    ),
  )
  for (const account of created) members[account.username as StaffRole] = actorOf(account)
  const { bureauShown, contact } = city
  await office.settings.change(members.admin, { bureauName: bureauShown, contact })
}
