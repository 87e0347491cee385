import type { EntityManager } from 'typeorm'
import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId, timeOf } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import type { Log } from '../../platform/log'
import type { Channel, OutsideChannel } from './push.channel'
import { concludeWithin } from './push.conclusion'
import { lockDeliveries } from './push.counts'
import { Campaign, Delivery } from './push.entities'
import type { Journals, Relic } from './push.journal'
import { type JournalContent, readJournal } from './push.journal.lines'
import { CountMoves } from './push.moves'
import type { Flying, Landed, Outcomes } from './push.outcomes'

/** How long a settled journal stays to be looked at. */
const KEEP_MS = 7 * 24 * 3600_000

/** What was settled of flights that nobody flies any more; deliveries. */
export interface Recovered {
  /** Never left: they wait again. */
  unsent: number
  /** Their outcome had come, and was not yet in the database. */
  came: number
  /** In the air when their worker ended, or nobody can tell: `unknown` for good. */
  astray: number
}

interface Sorted {
  unsent: Landed[]
  came: Landed[]
  astray: string[]
}

/** Settles what a worker had in its hand when it was killed, by the journals that are on this machine. */
export class Recovery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly log: Log,
    private readonly outcomes: Outcomes,
    private readonly channels: readonly Channel[],
    private readonly journals: Journals | null,
  ) {}

  /** At a worker's start and every few seconds, in every worker: two at once settle a flight once. */
  async run(): Promise<Recovered> {
    const sum: Recovered = { unsent: 0, came: 0, astray: 0 }
    const { journals } = this
    if (!journals) return sum
    for (const relic of journals.relics()) {
      try {
        const found = await this.settle(relic, journals.boot)
        for (const key of ['unsent', 'came', 'astray'] as const) sum[key] += found[key]
        relic.settled()
      } catch (error) {
        // It is there the next time; the others need not wait for it.
        const message = String((error as Error)?.message)
        this.log.error({ flight: relic.flightId, message }, 'push journal not settled')
      }
    }
    journals.tidy((flightId) => timeOf(flightId) < this.clock.now() - KEEP_MS)
    return sum
  }

  private async settle(relic: Relic, boot: string | null): Promise<Recovered> {
    const { flightId } = relic
    const text = relic.read()
    const journal = readJournal(text ?? '')
    if (!journal) {
      // Killed before its first line was written, it had claimed nothing.
      if (text) this.log.warn({ flight: flightId }, 'a push journal that cannot be read')
      return { unsent: 0, came: 0, astray: 0 }
    }
    // Since the machine's start nothing that was written is lost; of an earlier start the last lines may be.
    const isComplete = journal.isWhole && boot !== null && journal.boot === boot
    const found = await this.database.transaction((tx) =>
      this.settleWithin(tx, flightId, journal, isComplete),
    )
    this.log.info({ flight: flightId, campaign: journal.campaignId, ...found }, 'push journal settled')
    return found
  }

  /** Only what is still claimed for this very flight: once settled, or claimed by somebody else, it is not. */
  private async settleWithin(
    tx: EntityManager,
    flightId: string,
    journal: JournalContent,
    isComplete: boolean,
  ): Promise<Recovered> {
    // The last commit of a worker that is gone may be under way: it holds this row until it is through.
    const campaign = await findForUpdate(tx, Campaign, { id: journal.campaignId })
    if (!campaign) return { unsent: 0, came: 0, astray: 0 }
    const claimed = await lockDeliveries(tx, { campaignId: campaign.id, state: 'unknown', flightId })
    const { unsent, came, astray } = this.sort(claimed, journal, isComplete)
    const moves = new CountMoves()
    for (const some of came) await this.outcomes.land(tx, campaign, some, moves)
    for (const { channel, results } of unsent)
      await this.outcomes.unsent(
        tx,
        campaign,
        channel,
        results.map((r) => r.flying),
        moves,
      )
    if (astray.length > 0) await tx.update(Delivery, { id: In(astray) }, { flightId: null, leaseUntil: 0 })
    await moves.apply(tx, campaign.id)
    const count = (landed: Landed[]) => landed.reduce((sum, l) => sum + l.results.length, 0)
    const slot = `${campaign.id}:${newId(this.clock.now())}`
    if (unsent.length > 0 && campaign.state === 'running')
      await this.jobs.enqueue(tx, 'push.send', slot, { payload: { campaignId: campaign.id } })
    await concludeWithin(tx, campaign, this.clock.now())
    return { unsent: count(unsent), came: count(came), astray: astray.length }
  }

  private sort(claimed: readonly Delivery[], journal: JournalContent, isComplete: boolean): Sorted {
    const unsent = new Map<OutsideChannel, Landed>()
    const came = new Map<OutsideChannel, Landed>()
    const astray: string[] = []
    for (const { id, residentId, attempts, channel: name } of claimed) {
      const flying: Flying = { id, residentId, attempts }
      const word = journal.of(flying)
      const channel = this.channels.find((c) => c.name === name)
      const isOutside = channel?.leavesHouse === true
      if (isOutside && word !== null && word !== 'left') put(came, channel, { flying, sent: word })
      else if (isOutside && word === null && isComplete)
        put(unsent, channel, { flying, sent: { outcome: 'busy' } })
      else astray.push(id)
    }
    return { unsent: [...unsent.values()], came: [...came.values()], astray }
  }
}

function put(
  by: Map<OutsideChannel, Landed>,
  channel: OutsideChannel,
  result: Landed['results'][number],
): void {
  const landed = by.get(channel) ?? { channel, results: [] }
  landed.results.push(result)
  by.set(channel, landed)
}
