import type { EntityManager } from 'typeorm'
import { presets } from '../../src/modules/bureau'
import type { Campaign, Outcome } from '../../src/modules/push'
import {
  Campaigns,
  type Channel,
  Delivery,
  type DeliveryState,
  FanOut,
  InboxChannel,
  type Journals,
  type NewCampaign,
  type Notice,
  Outcomes,
  type OutsideChannel,
  PushSweep,
  Reach,
  Recovery,
  Rush,
  Sending,
} from '../../src/modules/push'
import { Resident } from '../../src/modules/residents'
import type { Office } from '../../src/office'
import type { Clock } from '../../src/platform/clock'
import { newId } from '../../src/platform/ids'
import type { TestOffice } from './office'

/** Residents in bulk, without sessions. @returns their ids */
export async function registerResidents(
  test: { office: Office; clock: Clock },
  count: number,
  over: (n: number) => Partial<Resident> = () => ({}),
): Promise<string[]> {
  const now = test.clock.now()
  const rows = Array.from({ length: count }, (_, n) => ({
    id: newId(now),
    createdAt: now,
    erasedAt: null,
    divisionId: null,
    ageFriendly: false,
    personalised: true,
    topics: [],
    consentVersion: null,
    consentAt: null,
    ...over(n),
  }))
  for (let at = 0; at < rows.length; at += 500)
    await test.office.database.transaction((tx) =>
      tx
        .createQueryBuilder()
        .insert()
        .into(Resident)
        .values(rows.slice(at, at + 500))
        .updateEntity(false)
        .execute(),
    )
  return rows.map((r) => r.id)
}

/** The push services over channels of the test's own; `size` is how many at a time, everywhere. */
export function pushWith(
  office: Office,
  channels: readonly Channel[],
  size = 500,
  journals: Journals | null = null,
) {
  const { database, clock, jobs, ledger, log } = office
  const reach = new Reach(channels)
  const fanOut = new FanOut(database, clock, jobs, reach, size)
  const quiet = async () => presets.quietHours
  const sizes = { house: size, outside: size }
  const outcomes = new Outcomes(clock, ledger, jobs)
  const sending = new Sending(database, clock, jobs, outcomes, channels, quiet, journals, sizes)
  return {
    reach,
    campaigns: new Campaigns(database, clock, ledger, jobs, reach),
    fanOut,
    sending,
    recovery: new Recovery(database, clock, jobs, log, outcomes, channels, journals),
    sweep: new PushSweep(database, clock, jobs, log, channels, quiet, size),
    rush: new Rush(database, fanOut, sending),
  }
}

export async function launch(
  test: TestOffice,
  over: Partial<NewCampaign> = {},
  campaigns: Campaigns = test.office.campaigns,
): Promise<string> {
  const leader = await test.staff('leader')
  const input = { publicationId: newId(test.clock.now()), title: '消费提示', summary: '一次摘要', ...over }
  return test.office.database.transaction((tx) => campaigns.launch(tx, leader, input))
}

/** Counts the rows themselves, for the check that the counters are right. */
export async function recount(office: Office, campaignId: string): Promise<Record<string, number>> {
  const rows = await office.database.reads.findBy(Delivery, { campaignId })
  const counts: Record<string, number> = {}
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

/** What the counters say, without the zeros, and whether they add up to the size. */
export async function counted(office: Office, campaignId: string) {
  const { campaign, counts } = await office.campaignReads.find(campaignId)
  const some = Object.entries(counts).filter(([, n]) => n !== 0) as [DeliveryState, number][]
  const sum = some.reduce((total, [, n]) => total + n, 0)
  return { campaign, counts: Object.fromEntries(some), addsUp: sum === campaign.size }
}

/** The inbox, except that its next writes fail after the rows have gone in: a crash between insert and mark. */
export class CrashingInbox extends InboxChannel {
  crashes = 0
  override async deliver(tx: EntityManager, campaign: Campaign, ids: readonly string[]): Promise<void> {
    await super.deliver(tx, campaign, ids)
    if (this.crashes-- > 0) throw new Error('The worker died here')
  }
}

/** Another system: remembers what reached it and answers as scripted. */
export class FakeOutside implements OutsideChannel {
  readonly name = 'fake'
  readonly leavesHouse = true
  readonly received: string[] = []

  constructor(private readonly answer: (notice: Notice, nth: number) => Outcome | Error) {}

  async reachable(_tx: EntityManager, residentIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(residentIds)
  }

  async send(notice: Notice): Promise<Outcome> {
    const answer = this.answer(notice, this.received.length)
    if (answer instanceof Error || (answer !== 'busy' && answer !== 'quota'))
      this.received.push(notice.residentId)
    if (answer instanceof Error) throw answer
    return answer
  }
}
