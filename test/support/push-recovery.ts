import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  Delivery,
  GrantPurse,
  Journals,
  Openids,
  type Sent,
  TemplateBook,
  WechatChannel,
} from '../../src/modules/push'
import type { FlightJournal } from '../../src/modules/push/push.journal'
import { Seal } from '../../src/platform/crypto'
import { createLog } from '../../src/platform/log'
import { testKeys } from './office'
import { launch, pushWith } from './push'
import { MINI_VOTE, miniApp, openWechatOffice, type WechatTest, wechatClients, wechatPeople } from './wechat'

const never = () => new Promise<never>(() => undefined)

/** A worker's journals that let the test write into the flight, as its worker would have. */
export class WatchedJournals extends Journals {
  last!: FlightJournal
  override flight(campaignId: string): FlightJournal {
    this.last = super.flight(campaignId)
    return this.last
  }
}

export let test: WechatTest
export let folder: string

/** An office and a folder of journals for each test of the file. */
export function withJournals(): void {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guangting-journals-'))
    test = await openWechatOffice(undefined, { journalDir: folder })
  })
  afterEach(async () => {
    await test.close()
    rmSync(folder, { recursive: true, force: true })
  })
}

/** Another office, for the next case of a property. */
export async function reopen(): Promise<void> {
  await test.close()
  test = await openWechatOffice()
}

/** A worker in this process. Killed, it has claimed and does nothing more, and its lock is free. */
export function worker(
  boot?: string | null,
  journals = new WatchedJournals(folder, test.clock, createLog('silent'), boot),
) {
  const { mini } = wechatClients(test.fake.url, test.clock)
  const { database } = test.office
  const channel = new WechatChannel('wechat_mini', 'mini', {
    client: mini,
    book: new TemplateBook(database),
    purse: new GrantPurse(test.clock),
    openids: new Openids(new Seal(testKeys)),
    miniAppId: miniApp.appId,
  })
  return { mini, journals, ...pushWith(test.office, [channel], 100, journals) }
}

type Worker = ReturnType<typeof worker>

/** A campaign to so many of which a worker has claimed all, and sent none. */
export async function claimed(count: number, its: Worker = worker()) {
  const people = await wechatPeople(test, count, { consent: { templateId: MINI_VOTE, kind: 'one_time' } })
  const id = await launch(test, { subjectKind: 'poll_outcome', channels: ['wechat_mini'] }, its.campaigns)
  await its.fanOut.run(id)
  await claim(its, id)
  return { id, its, ...people, rows: () => rowsOf(id) }
}

export async function claim(its: Worker, id: string): Promise<void> {
  const claimed = new Promise<void>((resolve) => {
    its.mini.ready = () => {
      resolve()
      return never()
    }
  })
  void its.sending.step(id)
  await claimed
}

export const rowsOf = (campaignId: string) =>
  test.office.database.reads.find(Delivery, { where: { campaignId }, order: { id: 'ASC' } })

export const kill = ({ journals }: Worker) => journals.close()
export const recover = (boot?: string | null) => worker(boot).recovery.run()
export const nothing = { unsent: 0, came: 0, astray: 0 }

/** What had become of a delivery when its worker was killed. */
export type Fate = 'claimed' | 'left' | Sent
export const fates: fc.Arbitrary<Fate> = fc.oneof(
  fc.constant('claimed' as const),
  fc.constant('left' as const),
  fc.constantFrom<Sent>(
    { outcome: 'sent', msgId: '12345678901234567890' },
    { outcome: 'refused', errorCode: 43101 },
    { outcome: 'failed', errorCode: -1 },
    { outcome: 'busy', errorCode: 45011 },
    { outcome: 'unknown' },
  ),
)

export async function meet(it: Awaited<ReturnType<typeof claimed>>, fate: readonly Fate[]): Promise<void> {
  for (const [n, row] of (await it.rows()).entries()) {
    const one = fate[n] ?? 'claimed'
    if (one === 'claimed') continue
    it.its.journals.last.leave(row)
    if (one !== 'left') it.its.journals.last.came(row, one)
  }
}
