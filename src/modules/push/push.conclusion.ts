import { type EntityManager, In, MoreThan } from 'typeorm'
import { Resident } from '../residents'
import { Division } from '../staff'
import { countsOf } from './push.counts'
import { Campaign, Delivery } from './push.entities'
import { divisionsUnder, isAddressed, waitingStates } from './push.rules'

/** The divisions an audience by division means; empty for every other audience. */
export async function districtsOf(tx: EntityManager, { audience }: Campaign): Promise<Set<string>> {
  if (audience.kind !== 'division') return new Set()
  return divisionsUnder(await tx.find(Division), audience.divisionId)
}

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

/** Which of the claimed residents are still to be addressed; their rows stay locked, so an erasure waits or came first. */
export async function addressedNow(
  tx: EntityManager,
  campaign: Campaign,
  claimed: readonly Pick<Delivery, 'residentId'>[],
): Promise<Set<string>> {
  const residents = await tx.find(Resident, {
    where: { id: In(claimed.map((d) => d.residentId)) },
    order: { id: 'ASC' },
    lock: tx.dataSource.options.type === 'mysql' ? { mode: 'pessimistic_write' } : undefined,
  })
  const districts = await districtsOf(tx, campaign)
  return new Set(residents.filter((r) => isAddressed(r, campaign.audience, districts)).map((r) => r.id))
}
