import type { StallCount } from '../../src/modules/polls'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'

type Services = Pick<Office, 'staff' | 'database'>

/** Stalls as staff see them, with the names of those who issued them. */
export async function presentStalls({ staff, database }: Services, counts: readonly StallCount[]) {
  const names = await staff.namesOf(
    database.reads,
    counts.map(({ stall }) => stall.issuedBy),
  )
  return counts.map(({ stall, state, ballots }) => ({
    id: stall.id,
    place: stall.place,
    label: stall.label,
    state,
    endsAt: rfc3339(stall.endsAt),
    ballotLimit: stall.ballotLimit,
    ballots,
    issuedAt: rfc3339(stall.issuedAt),
    issuedBy: names.get(stall.issuedBy) ?? '',
    revokedAt: stall.revokedAt === null ? null : rfc3339(stall.revokedAt),
  }))
}
