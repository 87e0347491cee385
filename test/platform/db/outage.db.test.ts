import type { Poll } from '../../../src/modules/polls'
import { createOffice, type Office } from '../../../src/office'
import { type HttpClient, serveOffice } from '../../support/http'
import { audit } from '../../support/lane'
import { openTestOffice, type TestOffice, testOfficeOptions } from '../../support/office'
import { openPoll, someAnswers } from '../../support/polls'
import { type Cable, type CommitCut, proxyTo } from '../../support/proxy'

declare const TEST_DATABASE: 'sqlite' | 'mysql'
const onMysql = TEST_DATABASE === 'mysql' ? describe : describe.skip

/** A caller is told within this: 5 s for a query that is swallowed, twice 3 s for connections, and some air. */
const TOLD_MS = 13_000

onMysql('MariaDB goes away while ballots arrive', () => {
  let test: TestOffice
  let proxy: Cable
  let office: Office
  let web: Awaited<ReturnType<typeof serveOffice>>
  let people: HttpClient[]
  let poll: Poll

  beforeAll(async () => {
    test = await openTestOffice()
    proxy = await proxyTo(test.databaseUrl)
    office = await createOffice(testOfficeOptions(proxy.url, test.clock))
    web = await serveOffice(office)
    people = await Promise.all(Array.from({ length: 240 }, (_, n) => web.resident(`o-outage-${n}`)))
  })
  afterAll(async () => {
    await web.close()
    await office.close()
    await proxy.close()
    await test.close()
  })
  beforeEach(async () => {
    poll = await openPoll(test)
  })

  interface Told {
    status: number
    ballotId?: string
    ms: number
  }
  const cast = async (person: HttpClient): Promise<Told> => {
    const since = performance.now()
    const { status, json } = await person('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
    return { status, ballotId: json?.ballotId, ms: performance.now() - since }
  }
  /** As a person does who is asked to try again in a second. */
  const castUntilTold = async (person: HttpClient): Promise<Told> => {
    for (let tries = 1; ; tries++) {
      const told = await cast(person)
      if (told.status !== 503 || tries === 6) return told
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
  /** Ballots of everybody, a few at a time, with something happening in the middle. */
  const stream = async (middle: () => void): Promise<Told[]> => {
    const told: Promise<Told>[] = []
    for (const [n, person] of people.entries()) {
      if (n === people.length / 2) {
        await Promise.all(told.slice(0, 60))
        middle()
      }
      told.push(cast(person))
      if (n % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    return Promise.all(told)
  }
  /** Everybody tries again; then what was acknowledged is stored, once each, and counted. */
  const expectWhole = async (told: Told[]) => {
    expect(told.filter((t) => t.status !== 201 && t.status !== 503)).toEqual([])
    expect(told.filter((t) => t.status === 201).length).toBeGreaterThanOrEqual(60)
    const soFar = await audit(test.office, poll.id)
    expect([soFar.ballots, soFar.recount.ballots]).toEqual([soFar.ids.length, soFar.ids.length])
    const again = await Promise.all(people.map(castUntilTold))
    expect(again.filter((t) => t.status !== 200 && t.status !== 201)).toEqual([])
    for (const [n, first] of told.entries())
      if (first.status === 201) expect([again[n]?.status, again[n]?.ballotId]).toEqual([200, first.ballotId])
    const whole = await audit(test.office, poll.id)
    expect([whole.ids.length, whole.ballots, whole.recount.ballots]).toEqual(Array(3).fill(people.length))
    expect(new Set(whole.ids)).toEqual(new Set(again.map((t) => t.ballotId)))
  }

  it('refused: everybody is told 503 at once, readiness drops, and it recovers alone', async () => {
    const told = await stream(() => proxy.refuse())
    const refused = told.filter((t) => t.status === 503)
    expect(refused.length).toBeGreaterThan(50)
    expect(Math.max(...refused.map((t) => t.ms))).toBeLessThan(3_000)
    expect((await web.stranger('GET', '/readyz')).status).toBe(503)
    proxy.heal()
    expect((await web.stranger('GET', '/readyz')).status).toBe(200)
    await expectWhole(told)
  })

  it('reset: batches under way are written over a new connection', async () => {
    const told = await stream(() => proxy.reset())
    await expectWhole(told)
  })

  it('black hole: 503 within the timeouts, not one after another, and it recovers alone', async () => {
    const told = stream(() => proxy.swallow())
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const since = performance.now()
    expect((await web.stranger('GET', '/readyz')).status).toBe(503)
    expect(performance.now() - since).toBeLessThan(3_000)
    const results = await told
    const late = await Promise.all(people.slice(0, 100).map(cast))
    for (const { status, ms } of [...results, ...late].filter((t) => t.status !== 201))
      expect([status, ms < TOLD_MS]).toEqual([503, true])
    expect(results.filter((t) => t.status === 503).length).toBeGreaterThan(50)
    proxy.heal()
    await expectWhole(results)
  })

  for (const where of ['before', 'during', 'after'] as CommitCut[])
    it(`cut ${where} the COMMIT reaches the server and comes back: nothing is lost, nothing counted twice`, async () => {
      const before = proxy.cuts
      const told = await stream(() => proxy.cutCommits(where, 3))
      // How many batches the rest makes depends on the machine; one cut at the least there is.
      expect(proxy.cuts - before).toBeGreaterThanOrEqual(1)
      await expectWhole(told)
    })
})
