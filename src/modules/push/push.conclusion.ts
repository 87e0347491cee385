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

interface PersonRow {
  id: string
  erased_at: string | number | null
  personalised: number
  topics: string
  division_id: string | null
}

/** Which of the claimed residents are still to be addressed; their rows stay locked, so an erasure waits or came first. */
export async function addressedNow(
  tx: EntityManager,
  campaign: Campaign,
  claimed: readonly { residentId: string }[],
): Promise<Set<string>> {
  if (claimed.length === 0) return new Set()
  const lock = tx.dataSource.options.type === 'mysql' ? 'FOR UPDATE' : ''
  const rows: PersonRow[] = await tx.query(
    `SELECT id, erased_at, personalised, topics, division_id FROM residents
     WHERE id IN (${claimed.map(() => '?').join(', ')}) ORDER BY id ${lock}`,
    claimed.map((d) => d.residentId),
  )
  const districts = await districtsOf(tx, campaign.audience)
  const addressed = rows.filter((row) =>
    isAddressed(
      {
        erasedAt: row.erased_at === null ? null : Number(row.erased_at),
        personalised: Number(row.personalised) === 1,
        topics: campaign.audience.kind === 'topic' ? (JSON.parse(row.topics) as string[]) : [],
        divisionId: row.division_id,
      },
      campaign.audience,
      districts,
    ),
  )
  return new Set(addressed.map((row) => row.id))
}
