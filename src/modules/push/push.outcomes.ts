import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { type Ledger, systemActor } from '../ledger'
import type { OutsideChannel, Sent } from './push.channel'
import { lockDeliveries } from './push.counts'
import { Campaign, type DeliveryState } from './push.entities'
import type { CountMoves } from './push.moves'
import { dueAfter, isWaiting, restAfter } from './push.rules'

/** A delivery that was marked as leaving. */
export interface Flying {
  id: string
  residentId: string
  attempts: number
}

/** Deliveries of one channel that came back, and with what. */
export interface Landed {
  channel: OutsideChannel
  results: { flying: Flying; sent: Sent }[]
}

interface Group {
  state: DeliveryState
  dueAt: number
  errorCode: number | null
  landed: { flying: Flying; sent: Sent }[]
}

/** Writes down what came of sends that left the house. */
export class Outcomes {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Only deliveries still `unknown` change: what an event has settled meanwhile stays settled. A payload the platform
   * refuses is our own fault and would be refused for everyone, so it pauses the campaign, with a ledger entry. The
   * caller holds the campaign's row, which is brought up to date here, and moves the counters.
   */
  async land(tx: EntityManager, campaign: Campaign, landed: Landed, moves: CountMoves): Promise<void> {
    const { channel, results } = landed
    if (results.length === 0) return
    const now = this.clock.now()
    const overtaken = await settledMeanwhile(tx, results)
    const groups = new Map<string, Group>()
    for (const result of results) {
      const { flying, sent } = result
      const state = campaign.state === 'cancelled' && isWaiting(sent.outcome) ? 'cancelled' : sent.outcome
      const dueAt = dueAfter(sent.outcome, flying.attempts, sent.at ?? now)
      const errorCode = sent.errorCode ?? null
      const key = `${state} ${dueAt} ${errorCode}`
      const group = groups.get(key) ?? { state, dueAt, errorCode, landed: [] }
      group.landed.push(result)
      groups.set(key, group)
    }
    for (const group of groups.values()) {
      moves.move('unknown', group.state, await write(tx, group, now))
    }
    const mine = results.filter((r) => !overtaken.has(r.flying.id))
    await channel.settle?.(tx, campaign, new Map(mine.map((r) => [r.flying.residentId, r.sent])))
    await this.heed(
      tx,
      campaign,
      channel.name,
      results.map((r) => r.sent),
    )
  }

  /**
   * Claimed and never sent: they wait again, and what was to pay for them is given back. Says nothing about the other
   * side, which has not heard of them. As `land` otherwise.
   */
  async unsent(
    tx: EntityManager,
    campaign: Campaign,
    channel: OutsideChannel,
    flying: readonly Flying[],
    moves: CountMoves,
  ): Promise<void> {
    if (flying.length === 0) return
    const now = this.clock.now()
    const state = campaign.state === 'cancelled' ? 'cancelled' : 'queued'
    const landed = flying.map((f) => ({ flying: f, sent: { outcome: 'busy' as const } }))
    moves.move('unknown', state, await write(tx, { state, dueAt: now, errorCode: null, landed }, now))
    await channel.settle?.(tx, campaign, new Map(landed.map((l) => [l.flying.residentId, l.sent])))
    if (campaign.state === 'done') await reopen(tx, campaign)
  }

  /** What these outcomes mean for the campaign itself. */
  private async heed(tx: EntityManager, campaign: Campaign, channel: string, sent: Sent[]): Promise<void> {
    const now = this.clock.now()
    const change: Partial<Campaign> = {}
    const outcomes = sent.map((s) => s.outcome)
    // A worker came back after its lease, when the campaign had been thought done: it was not.
    if (campaign.state === 'done' && outcomes.some(isWaiting))
      Object.assign(change, { state: 'running', finishedAt: null })
    if (campaign.state === 'running' && outcomes.includes('bad_payload')) {
      change.state = 'paused'
      const errorCode = sent.find((s) => s.outcome === 'bad_payload')?.errorCode ?? null
      await this.ledger.append(
        tx,
        systemActor,
        'push.pause',
        { type: 'campaign', id: campaign.id },
        {
          before: { state: campaign.state },
          after: { state: 'paused', reason: 'bad_payload', channel, errorCode },
        },
      )
    }
    const before = campaign.rests?.[channel]
    // What is settled later than it came may be a reason no more, a quota of yesterday: it ends no rest and shortens none.
    const times = sent.flatMap((s) => s.at ?? [])
    const rest = restAfter(outcomes, before, Math.min(now, ...times))
    const isStale = times.length > 0 && (rest?.until ?? 0) <= Math.max(now, before?.until ?? 0)
    if (rest?.until !== before?.until && !isStale) {
      const { [channel]: _, ...others } = campaign.rests ?? {}
      change.rests = rest ? { ...others, [channel]: rest } : others
      const slot = `${campaign.id}:${newId(now)}`
      const payload = { campaignId: campaign.id }
      if (rest) await this.jobs.enqueue(tx, 'push.send', slot, { runAt: rest.until, payload })
    }
    if (Object.keys(change).length === 0) return
    await tx.update(Campaign, { id: campaign.id }, change)
    Object.assign(campaign, change)
  }
}

async function reopen(tx: EntityManager, campaign: Campaign): Promise<void> {
  const change = { state: 'running' as const, finishedAt: null }
  await tx.update(Campaign, { id: campaign.id }, change)
  Object.assign(campaign, change)
}

/**
 * Deliveries that an event, or a person, has settled before the reply was written down. What paid for them is settled
 * too. The caller holds the campaign's row, as does whoever settles.
 */
async function settledMeanwhile(
  tx: EntityManager,
  results: readonly { flying: Flying; sent: Sent }[],
): Promise<Set<string>> {
  // What was taken pays nothing back, and is nearly all there is: no need to ask.
  const ids = results.filter((r) => r.sent.outcome !== 'sent').map((r) => r.flying.id)
  if (ids.length === 0) return new Set()
  const open = await lockDeliveries(tx, { id: In(ids), state: 'unknown' })
  const still = new Set(open.map((d) => d.id))
  return new Set(ids.filter((id) => !still.has(id)))
}

/** One statement for the whole group, each row with its own number of the message. @returns rows still `unknown` */
async function write(
  tx: EntityManager,
  { state, dueAt, errorCode, landed }: Group,
  now: number,
): Promise<number> {
  const numbered = landed.filter((l) => l.sent.msgId)
  const cases = numbered.map(() => 'WHEN ? THEN ?').join(' ')
  const msgId = numbered.length > 0 ? `CASE id ${cases} ELSE msg_id END` : 'msg_id'
  const result: { affected?: number } | undefined = await tx.queryRunner?.query(
    `UPDATE deliveries SET state = ?, due_at = ?, lease_until = 0, changed_at = ?, error_code = ?, flight_id = NULL,
       msg_id = ${msgId}
     WHERE id IN (${landed.map(() => '?').join(', ')}) AND state = 'unknown'`,
    [
      state,
      dueAt,
      now,
      errorCode,
      ...numbered.flatMap(({ flying, sent }) => [flying.id, (sent.msgId ?? '').slice(0, 64)]),
      ...landed.map((l) => l.flying.id),
    ],
    true,
  )
  if (result?.affected === undefined) throw new Error('The database does not say how many rows it changed')
  return result.affected
}
