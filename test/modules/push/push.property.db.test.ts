import fc from 'fast-check'
import { InboxMessage, type Outcome } from '../../../src/modules/push'
import { isOver } from '../../../src/modules/push/push.rules'
import { Problem } from '../../../src/platform/problem'
import { openTestOffice, type TestOffice } from '../../support/office'
import {
  CrashingInbox,
  counted,
  FakeOutside,
  launch,
  pushWith,
  recount,
  registerResidents,
} from '../../support/push'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const steps = [
  'fanOut',
  'send',
  'crash',
  'pause',
  'resume',
  'cancel',
  'clear',
  'sweep',
  'wait',
  'erase',
  'race',
] as const
const answers: Outcome[] = [
  'sent',
  'delivered',
  'refused',
  'window_closed',
  'quota',
  'busy',
  'failed',
  'unknown',
  'bad_payload',
]

describe('whatever happens in whatever order', () => {
  it('the counts add up to the audience after every step, agree with the rows, and nobody gets it twice', async () => {
    const leader = await test.staff('leader')
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof({ weight: 2, arbitrary: fc.constantFrom('fanOut', 'send') }, fc.constantFrom(...steps)),
          {
            minLength: 6,
            maxLength: 16,
          },
        ),
        fc.array(fc.constantFrom(...answers), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 3, max: 9 }),
        async (plan, script, size) => {
          // Those of earlier runs leave, so that every run has an audience of its own.
          await test.office.database.transaction((tx) =>
            tx.query('UPDATE residents SET erased_at = 1 WHERE erased_at IS NULL'),
          )
          const residents = await registerResidents(test, 14)
          const inbox = new CrashingInbox(test.clock)
          const fake = new FakeOutside((_notice, nth) => script[nth % script.length] ?? 'sent')
          const { campaigns, fanOut, sending, sweep } = pushWith(test.office, [inbox, fake], size)
          const id = await launch(test, { channels: ['inbox', 'fake'] }, campaigns)
          const refused = (work: Promise<unknown>) =>
            work.catch((e: unknown) => {
              if (!(e instanceof Problem && e.kind === 'conflict')) throw e
            })
          const run: Record<(typeof steps)[number], () => Promise<unknown>> = {
            fanOut: () => fanOut.step(id),
            send: () => sending.step(id),
            crash: async () => {
              inbox.crashes = 1
              await sending.step(id).catch(() => undefined)
              inbox.crashes = 0
            },
            pause: () => refused(campaigns.pause(leader, id)),
            resume: () => refused(campaigns.resume(leader, id)),
            cancel: () => refused(campaigns.cancel(leader, id)),
            clear: () => sweep.clearStep(id),
            sweep: () => sweep.sweep(),
            wait: async () => test.clock.advance(3_600_000),
            erase: async () => {
              const gone = residents.pop()
              if (gone) await test.office.personalData.erase({ kind: 'resident', id: gone })
            },
            race: () => Promise.all([fanOut.step(id), sending.step(id), sending.step(id), sweep.sweep()]),
          }
          for (const step of plan) {
            await run[step as (typeof steps)[number]]()
            const { counts, addsUp } = await counted(test.office, id)
            expect({ step, addsUp, counts }).toEqual({
              step,
              addsUp: true,
              counts: await recount(test.office, id),
            })
          }
          const messages = await test.office.database.reads.findBy(InboxMessage, { campaignId: id })
          expect(new Set(messages.map((m) => m.residentId)).size).toBe(messages.length)
          expect(new Set(fake.received).size).toBe(fake.received.length)
          const { campaign } = await counted(test.office, id)
          if (!isOver(campaign.state)) await campaigns.cancel(leader, id)
          await sweep.clear(id)
          test.clock.advance(300_001)
          await sweep.sweep()
          expect((await counted(test.office, id)).campaign.finishedAt).not.toBeNull()
        },
      ),
      { numRuns: 40 },
    )
  })
})
