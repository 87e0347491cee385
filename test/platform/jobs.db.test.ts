import { createOffice, type Office } from '../../src/office'
import { Job } from '../../src/platform/jobs'
import { DAY, openTestOffice, type TestOffice, testOfficeOptions } from '../support/office'

let test: TestOffice
beforeEach(async () => {
  test = await openTestOffice()
})
afterEach(() => test.close())

const jobsOf = (office: Office) => office.jobs
const add = (office: Office, name: string, slot: string, options = {}) =>
  office.database.transaction((tx) => office.jobs.enqueue(tx, name, slot, options))
const rows = () => test.office.database.reads.find(Job, { where: {}, order: { id: 'ASC' } })
const only = async (name: string) => (await rows()).filter((job) => job.name === name)

/** Another process on the same database; on SQLite, which means one process, another worker in this one. */
async function secondWorker(): Promise<Office> {
  return test.office.database.kind === 'mysql'
    ? createOffice(testOfficeOptions(test.databaseUrl, test.clock))
    : test.office
}

describe('a job', () => {
  it('runs once though two workers look at once, a hundred jobs between them', async () => {
    const second = await secondWorker()
    const ran: string[] = []
    for (const office of new Set([test.office, second]))
      office.jobs.handle('test.once', async ({ n }) => {
        ran.push(String(n))
        await new Promise((resolve) => setTimeout(resolve, 1))
      })
    for (let n = 0; n < 100; n++) await add(test.office, 'test.once', `s${n}`, { payload: { n } })
    const work = async (office: Office) => {
      let claimed = 0
      for (let round = 0; round < 40 && ran.length < 100; round++) claimed += await jobsOf(office).runDue(5)
      return claimed
    }
    await Promise.all([work(test.office), work(second), work(second)])
    expect(ran.sort()).toEqual(Array.from({ length: 100 }, (_, n) => String(n)).sort())
    expect((await only('test.once')).every((job) => job.state === 'done' && job.attempts === 1)).toBe(true)
    if (second !== test.office) await second.close()
  })

  it('has one row for a slot, though every process ticks it at once', async () => {
    const second = await secondWorker()
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        (i % 2 ? second : test.office).jobs.tick('test.slot', `slot ${i % 3}`),
      ),
    )
    await add(test.office, 'test.slot', 'slot 1')
    expect((await only('test.slot')).map((job) => job.slot).sort()).toEqual(['slot 0', 'slot 1', 'slot 2'])
    if (second !== test.office) await second.close()
  })

  it('waits for its time, to the millisecond', async () => {
    let ran = 0
    test.office.jobs.handle('test.later', async () => void ran++)
    await add(test.office, 'test.later', 'x', { runAt: test.clock.now() + 1000 })
    test.clock.advance(999)
    await test.office.jobs.runDue()
    expect(ran).toBe(0)
    test.clock.advance(1)
    await test.office.jobs.runDue()
    expect(ran).toBe(1)
  })

  it('of a worker that died is taken over when its lease ends, and the dead one’s word no longer counts', async () => {
    let finish = () => {}
    const stuck = new Promise<void>((resolve) => {
      finish = resolve
    })
    let calls = 0
    test.office.jobs.handle('test.crash', async () => {
      calls++
      if (calls === 1) await stuck
    })
    await add(test.office, 'test.crash', 'x')
    const first = test.office.jobs.runDue()
    while (calls === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    test.clock.advance(59_999)
    expect(await test.office.jobs.runDue()).toBe(0)
    test.clock.advance(2)
    expect(await test.office.jobs.runDue()).toBe(1)
    expect(calls).toBe(2)
    expect(await only('test.crash')).toMatchObject([{ state: 'done', attempts: 2 }])
    const [done] = await only('test.crash')
    test.clock.advance(5_000)
    finish()
    await first
    expect(await only('test.crash')).toEqual([done])
  })

  it('claimed together with a long one is not run when another worker has it meanwhile', async () => {
    const ran: string[] = []
    test.office.jobs.handle('test.queue', async ({ n }) => {
      ran.push(String(n))
      if (ran.length === 1) {
        // Longer than a lease: the second of the batch is taken over and run elsewhere.
        test.clock.advance(61_000)
        await test.office.jobs.runDue()
      }
    })
    for (const n of [1, 2]) await add(test.office, 'test.queue', `${n}`, { payload: { n } })
    await test.office.jobs.runDue()
    expect(ran.filter((n) => n === '2')).toEqual(['2'])
  })

  it('that fails is tried again later and later, and given up after eight', async () => {
    let calls = 0
    test.office.jobs.handle('test.fail', async () => {
      calls++
      throw new TypeError('no luck')
    })
    await add(test.office, 'test.fail', 'x')
    const waits: number[] = []
    for (let attempt = 1; attempt <= 8; attempt++) {
      const now = test.clock.now()
      expect(await test.office.jobs.runDue()).toBe(1)
      expect(await test.office.jobs.runDue()).toBe(0)
      const [job] = await only('test.fail')
      expect(job).toMatchObject({ attempts: attempt, lastError: 'TypeError: no luck' })
      if (job?.state === 'waiting') {
        waits.push((job.runAt - now) / 1000)
        test.clock.set(job.runAt)
      }
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128])
    expect(await only('test.fail')).toMatchObject([{ state: 'failed', attempts: 8 }])
    test.clock.advance(DAY)
    expect(await test.office.jobs.runDue()).toBe(0)
    expect(calls).toBe(8)
  })

  it('that brings its worker down every time is given up too', async () => {
    let calls = 0
    test.office.jobs.handle('test.deadly', async () => void calls++)
    await add(test.office, 'test.deadly', 'x')
    await test.office.database.transaction((tx) =>
      tx.update(Job, { name: 'test.deadly' }, { state: 'running', attempts: 8, leaseUntil: 1 }),
    )
    await test.office.jobs.runDue()
    expect(calls).toBe(0)
    expect(await only('test.deadly')).toMatchObject([{ state: 'failed' }])
  })

  it('that this process cannot do is left to another', async () => {
    test.office.jobs.handle('test.known', async () => {})
    await add(test.office, 'test.unknown', 'x')
    await add(test.office, 'test.known', 'x')
    expect(await test.office.jobs.runDue()).toBe(1)
    expect(await only('test.unknown')).toMatchObject([{ state: 'waiting', attempts: 0 }])
  })

  it('put in the book by a transaction that fails is not in the book', async () => {
    const failing = test.office.database.transaction(async (tx) => {
      await test.office.jobs.enqueue(tx, 'test.rolled-back', 'x')
      throw new Error('later step')
    })
    await expect(failing).rejects.toThrow('later step')
    expect(await only('test.rolled-back')).toEqual([])
  })

  it('has one handler, and its row goes a week after it is done', async () => {
    test.office.jobs.handle('test.sweep', async () => {})
    expect(() => test.office.jobs.handle('test.sweep', async () => {})).toThrow('Two handlers')
    await add(test.office, 'test.sweep', 'x')
    await test.office.jobs.runDue()
    test.clock.advance(7 * DAY)
    await test.office.jobs.sweep()
    expect(await only('test.sweep')).toHaveLength(1)
    test.clock.advance(1)
    await test.office.jobs.sweep()
    expect(await only('test.sweep')).toHaveLength(0)
  })
})
