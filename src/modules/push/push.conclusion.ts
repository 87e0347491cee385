import { type EntityManager, MoreThan } from 'typeorm'
import { countsOf } from './push.counts'
import { Campaign, Delivery } from './push.entities'
import { districtsOf } from './push.reach'
import { isAddressed, waitingStates } from './push.rules'

/**
 * Ends a campaign of which nothing waits and nothing is in anyone's hand. Deliveries whose outcome is unknown do not
 * keep it open: they stay on the staff's list. The caller holds the campaign's row.
 */
export async function concludeWithin(tx: EntityManager, campaign: Campaign, now: number): Promise<void> {
  const clearing = campaign.state === 'cancelled' && campaign.finishedAt === null
  if (!clearing && (campaign.state !== 'running' || campaign.fannedOutAt === null)) return
  const counts = await countsOf(tx, campaign.id)
  if (waitingStates.some((state) => counts[state] > 0)) return
  const inHand = { campaignId: campaign.id, state: 'unknown' as const, leaseUntil: MoreThan(now) }
  if (counts.unknown > 0 && (await tx.existsBy(Delivery, inHand))) return
  await tx.update(Campaign, { id: campaign.id }, { state: clearing ? 'cancelled' : 'done', finishedAt: now })
}

/** A resident as rows bring him. */
export interface PersonRow {
  erased_at: string | number | null
  personalised: number
  topics: string
  division_id: string | null
}

/** Is he still to be addressed? @param districts of the audience */
export function isAddressedRow(
  row: PersonRow,
  audience: Campaign['audience'],
  districts: ReadonlySet<string>,
): boolean {
  const person = {
    erasedAt: row.erased_at === null ? null : Number(row.erased_at),
    personalised: Number(row.personalised) === 1,
    topics: audience.kind === 'topic' ? (JSON.parse(row.topics) as string[]) : [],
    divisionId: row.division_id,
  }
  return isAddressed(person, audience, districts)
}

/** Which of the claimed residents are still to be addressed; their rows stay locked, so an erasure waits or came first. */
export async function addressedNow(
  tx: EntityManager,
  { audience }: Campaign,
  claimed: readonly { residentId: string }[],
): Promise<Set<string>> {
  if (claimed.length === 0) return new Set()
  const lock = tx.dataSource.options.type === 'mysql' ? 'FOR UPDATE' : ''
  const rows: (PersonRow & { id: string })[] = await tx.query(
    `SELECT id, erased_at, personalised, topics, division_id FROM residents
     WHERE id IN (${claimed.map(() => '?').join(', ')}) ORDER BY id ${lock}`,
    claimed.map((d) => d.residentId),
  )
  const districts = await districtsOf(tx, audience)
  return new Set(rows.filter((row) => isAddressedRow(row, audience, districts)).map((row) => row.id))
}
