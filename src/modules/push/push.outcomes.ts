import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { type Ledger, systemActor } from '../ledger'
import type { OutsideChannel, Sent } from './push.channel'
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
    const groups = new Map<string, Group>()
    for (const result of results) {
      const { flying, sent } = result
      const state = campaign.state === 'cancelled' && isWaiting(sent.outcome) ? 'cancelled' : sent.outcome
      const dueAt = dueAfter(sent.outcome, flying.attempts, now)
      const errorCode = sent.errorCode ?? null
      const key = `${state} ${dueAt} ${errorCode}`
      const group = groups.get(key) ?? { state, dueAt, errorCode, landed: [] }
      group.landed.push(result)
      groups.set(key, group)
    }
    for (const group of groups.values()) {
      moves.move('unknown', group.state, await write(tx, group, now))
    }
    await channel.settle?.(tx, campaign, new Map(results.map((r) => [r.flying.residentId, r.sent])))
    await this.heed(
      tx,
      campaign,
      channel.name,
      results.map((r) => r.sent),
    )
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
    const rest = restAfter(outcomes, before, now)
    if (rest?.until !== before?.until) {
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
    `UPDATE deliveries SET state = ?, due_at = ?, lease_until = 0, changed_at = ?, error_code = ?, msg_id = ${msgId}
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
