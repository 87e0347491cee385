import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import type { QuietHours } from '../bureau'
import { breath } from './push.breath'
import type { Channel, HouseChannel } from './push.channel'
import { type Batch, type BatchSizes, Claiming, type ClaimTerms } from './push.claiming'
import { addressedNow, concludeWithin } from './push.conclusion'
import { lockDeliveries, moveDeliveries } from './push.counts'
import { Campaign, Delivery } from './push.entities'
import { Flight } from './push.flight'
import type { Journals } from './push.journal'
import { CountMoves } from './push.moves'
import type { Flying, Landed, Outcomes } from './push.outcomes'

/** Batches in one job: well within a job's lease. */
const BATCHES = 400
/** So few go out first, to see whether the message is good at all. */
const FIRST = 10
/** So many batches may leave before it is looked whether something urgent has come: with WeChat at its slowest, 10 s. */
const BATCHES_BETWEEN = 2
/** Tries, within half a minute, at writing down what came of messages that have left. */
const RECORD_TRIES = 6

/** Claims what is queued, brings it to its channel, and writes down what came of it. */
export class Sending {
  private readonly claiming: Claiming

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly outcomes: Outcomes,
    channels: readonly Channel[],
    /** 免打扰, as the bureau has set it. */
    private readonly quiet: () => Promise<QuietHours>,
    /** Where it is written down what leaves. */
    private readonly journals: Journals | null = null,
    private readonly sizes: BatchSizes = { house: 200, outside: 128 },
  ) {
    this.claiming = new Claiming(clock, channels, sizes)
  }

  /**
   * Job `push.send`. Any number may run at once: what one has claimed, the others pass over.
   * @param between what may not wait for its end
   */
  async run(campaignId: string, between?: () => Promise<void>): Promise<void> {
    if (!(await this.burst(campaignId, BATCHES, between))) return
    const slot = `${campaignId}:${newId(this.clock.now())}`
    await this.database.transaction((tx) =>
      this.jobs.enqueue(tx, 'push.send', slot, { payload: { campaignId } }),
    )
  }

  /**
   * Up to so many batches, several of them in the air at once: while some are on the wire, others are being written
   * down.
   * @returns whether there may be more to send
   */
  burst(campaignId: string, batches: number, between?: () => Promise<void>): Promise<boolean> {
    return this.fly(campaignId, (flight) => this.keepFlying(campaignId, flight, batches, between))
  }

  /** One batch, from claim to outcome. @returns false when there was nothing to claim */
  step(campaignId: string): Promise<boolean> {
    return this.fly(campaignId, async (flight) => {
      const batch = await this.turn(campaignId, flight, [], { turn: 0, room: this.sizes.outside })
      if (batch) await this.bring(batch, flight)
      return batch !== null
    })
  }

  private async fly<T>(campaignId: string, course: (flight: Flight) => Promise<T>): Promise<T> {
    const flight = new Flight(this.journals?.flight(campaignId) ?? null)
    let isSettled = false
    try {
      let result: T
      try {
        result = await course(flight)
      } finally {
        // Also when the database failed in between: replies that have come are not to be lost.
        await flight.until(0)
        if (!flight.isEmpty) await this.writeDown(campaignId, flight)
      }
      isSettled = true
      return result
    } finally {
      flight.end(isSettled)
    }
  }

  private async keepFlying(
    campaignId: string,
    flight: Flight,
    batches: number,
    between?: () => Promise<void>,
  ): Promise<boolean> {
    const room = this.sizes.outside
    for (let n = 0; n < batches; n++) {
      if (n % BATCHES_BETWEEN === 0) await between?.()
      const landed = flight.landed()
      const free = n === 0 ? FIRST : room - flight.size
      const terms = { turn: n, room: free }
      const batch = await this.turn(campaignId, flight, landed, terms).catch((error: unknown) => {
        flight.keep(landed)
        throw error
      })
      if (batch) await this.bring(batch, flight)
      else if (flight.size === 0 && flight.isEmpty) return false
      // The last ones may be slow: what has landed meanwhile is written down, and frees room.
      // While the last quarter is in the air, the next ones are marked, as many at once as pays for the commit.
      const next = n === 0 ? 0 : room >> 2
      await flight.until(batch ? next : flight.size - 1)
      await breath()
    }
    return true
  }

  private async writeDown(campaignId: string, flight: Flight): Promise<void> {
    const landed = flight.landed()
    for (let attempt = 1; ; attempt++) {
      try {
        await this.turn(campaignId, flight, landed, { turn: 0, room: 0 })
        return
      } catch (error) {
        if (attempt === RECORD_TRIES) throw error
        await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 250))
      }
    }
  }

  private async bring(batch: Batch, flight: Flight): Promise<void> {
    if (batch.kind === 'outside') await flight.launch(batch)
    else await this.deliver(batch.campaign.id, batch.channel, batch.deliveries)
  }

  /** One commit: what has landed is written down, and what leaves next is marked. */
  private async turn(
    campaignId: string,
    flight: Flight,
    landed: Landed[],
    terms: Pick<ClaimTerms, 'turn' | 'room'>,
  ): Promise<Batch | null> {
    const quiet = await this.quiet()
    const board = () => flight.board()
    return this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id: campaignId })
      if (!campaign) return null
      const moves = new CountMoves()
      for (const some of landed) await this.outcomes.land(tx, campaign, some, moves)
      const batch =
        terms.room > 0 && campaign.state === 'running'
          ? await this.claiming.take(tx, campaign, { ...terms, quiet, board }, moves)
          : null
      await moves.apply(tx, campaignId)
      if (!batch) await concludeWithin(tx, campaign, this.clock.now())
      return batch
    })
  }

  /** Message and state in one commit; what another worker has delivered meanwhile is no longer queued. */
  private async deliver(campaignId: string, channel: HouseChannel, claimed: Flying[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id: campaignId })
      if (!campaign) return
      const ids = In(claimed.map((d) => d.id))
      if (campaign.state !== 'running') {
        await tx.update(Delivery, { id: ids, state: 'queued' }, { leaseUntil: 0 })
        return
      }
      const now = this.clock.now()
      const addressed = await addressedNow(tx, campaign, claimed)
      const queued = await lockDeliveries(tx, { id: ids, state: 'queued' })
      const mine = queued.filter((d) => addressed.has(d.residentId))
      await channel.deliver(
        tx,
        campaign,
        mine.map((d) => d.residentId),
      )
      await moveDeliveries(tx, mine, { state: 'delivered', leaseUntil: 0, changedAt: now })
      // Who has left or switched such pushes off since the fan-out is not written to.
      const gone = queued.filter((d) => !addressed.has(d.residentId))
      await moveDeliveries(tx, gone, { state: 'cancelled', leaseUntil: 0, changedAt: now })
      await concludeWithin(tx, campaign, now)
    })
  }
}
