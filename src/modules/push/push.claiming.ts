import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { QuietHours } from '../bureau'
import type { Channel, HouseChannel, OutsideChannel } from './push.channel'
import { isAddressedRow, type PersonRow } from './push.conclusion'
import type { Campaign, DeliveryState } from './push.entities'
import type { CountMoves } from './push.moves'
import type { Flying } from './push.outcomes'
import { districtsOf } from './push.reach'
import { openFrom, PROBE } from './push.rules'

const LEASE_MS = 30_000
/** Longer than any send takes: an `unknown` one past it is in nobody's hand. */
const OUTSIDE_LEASE_MS = 60_000

export interface BatchSizes {
  /** Inbox messages written in one transaction. */
  house: number
  /** Deliveries in the air, at most: marked `unknown` together right before they are sent, as few as a crash may leave so. */
  outside: number
}

export type Batch =
  | { kind: 'house'; campaign: Campaign; channel: HouseChannel; deliveries: Flying[] }
  | {
      kind: 'outside'
      campaign: Campaign
      channel: OutsideChannel
      deliveries: Flying[]
      /** By resident. */
      addresses: ReadonlyMap<string, string>
      /** What they were claimed under; null where no journal is kept. */
      flightId: string | null
    }

/** What one claim goes by. */
export interface ClaimTerms {
  /** Channels take turns by it, so that none waits for the others' end. */
  turn: number
  /** How many may leave the house now. */
  room: number
  quiet: QuietHours
  /** Called before anything is marked as leaving. */
  board: () => string | null
}

type Due = Flying & { isAddressed: boolean }
type DueRow = PersonRow & { id: string; resident_id: string; attempts: string | number }

/** Takes what is queued into one worker's hand. The caller holds the campaign's row and moves the counters. */
export class Claiming {
  constructor(
    private readonly clock: Clock,
    private readonly channels: readonly Channel[],
    private readonly sizes: BatchSizes,
  ) {}

  /** One batch of one channel. */
  async take(
    tx: EntityManager,
    campaign: Campaign,
    { turn, room, quiet, board }: ClaimTerms,
    moves: CountMoves,
  ): Promise<Batch | null> {
    const now = this.clock.now()
    for (const channel of this.openChannels(campaign, turn, now, quiet)) {
      const size = channel.leavesHouse ? this.room(campaign, channel, room) : this.sizes.house
      while (size > 0) {
        const found = await this.due(tx, campaign, channel.name, size, now)
        if (found.length === 0) break
        const batch = channel.leavesHouse
          ? await this.depart(tx, campaign, channel, found, moves, board())
          : await this.lease(tx, campaign, channel, found, now)
        if (batch.deliveries.length > 0) return batch
      }
    }
    return null
  }

  private openChannels(campaign: Campaign, turn: number, now: number, quiet: QuietHours): Channel[] {
    const mine = campaign.channels.map((name) => {
      const channel = this.channels.find((c) => c.name === name)
      if (!channel) throw new Error(`No channel ${name}`)
      return channel
    })
    const at = mine.length > 0 ? turn % mine.length : 0
    return [...mine.slice(at), ...mine.slice(0, at)].filter(
      (c) => !c.leavesHouse || openFrom(campaign.rests?.[c.name], campaign.priority > 0, now, quiet) <= now,
    )
  }

  private room(campaign: Campaign, channel: Channel, room: number): number {
    const size = Math.min(room, this.sizes.outside)
    return (campaign.rests?.[channel.name]?.times ?? 0) > 0 ? Math.min(size, PROBE) : size
  }

  private async due(
    tx: EntityManager,
    campaign: Campaign,
    channel: string,
    size: number,
    now: number,
  ): Promise<Due[]> {
    const lock = tx.dataSource.options.type === 'mysql' ? 'FOR UPDATE SKIP LOCKED' : ''
    // Their residents' rows are locked along with them: an erasure waits, or came first.
    const rows: DueRow[] = await tx.query(
      `SELECT d.id, d.resident_id, d.attempts, r.erased_at, r.personalised, r.topics, r.division_id
       FROM deliveries d JOIN residents r ON r.id = d.resident_id
       WHERE d.campaign_id = ? AND d.channel = ? AND d.state = 'queued' AND d.lease_until <= ?
       ORDER BY d.id LIMIT ${size} ${lock}`,
      [campaign.id, channel, now],
    )
    const districts = await districtsOf(tx, campaign.audience)
    return rows.map((row) => ({
      id: row.id,
      residentId: row.resident_id,
      attempts: Number(row.attempts) + 1,
      isAddressed: isAddressedRow(row, campaign.audience, districts),
    }))
  }

  private async lease(
    tx: EntityManager,
    campaign: Campaign,
    channel: HouseChannel,
    found: Flying[],
    now: number,
  ): Promise<Batch> {
    await tx.query(
      `UPDATE deliveries SET lease_until = ?, attempts = attempts + 1 WHERE id IN (${marks(found)})`,
      [now + LEASE_MS, ...found.map((d) => d.id)],
    )
    return { kind: 'house', campaign, channel, deliveries: found }
  }

  /**
   * Marked `unknown` here, before they leave: a crash later on never sends them twice, and what never left is told by the
   * flight's journal.
   */
  private async depart(
    tx: EntityManager,
    campaign: Campaign,
    channel: OutsideChannel,
    found: Due[],
    moves: CountMoves,
    flightId: string | null,
  ): Promise<Batch> {
    const now = this.clock.now()
    const here = found.filter((d) => d.isAddressed)
    const ids = here.map((d) => d.residentId)
    const addresses = channel.prepare
      ? ids.length > 0
        ? await channel.prepare(tx, campaign, ids)
        : new Map<string, string>()
      : new Map(ids.map((id) => [id, '']))
    const leaving = here.filter((d) => addresses.has(d.residentId))
    const put = async (those: Flying[], state: DeliveryState, leaseUntil: number) => {
      if (those.length === 0) return
      await tx.query(
        `UPDATE deliveries SET state = ?, lease_until = ?, changed_at = ?, attempts = attempts + 1, flight_id = ?
         WHERE id IN (${marks(those)})`,
        [state, leaseUntil, now, state === 'unknown' ? flightId : null, ...those.map((d) => d.id)],
      )
      moves.move('queued', state, those.length)
    }
    await put(leaving, 'unknown', now + OUTSIDE_LEASE_MS)
    // Who has left, or switched such pushes off, since the fan-out; and who does not allow it any more.
    await put(
      found.filter((d) => !d.isAddressed),
      'cancelled',
      0,
    )
    await put(
      here.filter((d) => !addresses.has(d.residentId)),
      'refused',
      0,
    )
    return { kind: 'outside', campaign, channel, deliveries: leaving, addresses, flightId }
  }
}

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ')
