import fc from 'fast-check'
import { Addresses } from '../../../src/platform/http/addresses'
import { RateLimiter } from '../../../src/platform/http/limits'
import { Problem } from '../../../src/platform/problem'
import { type HttpClient, type HttpReply, serveOffice } from '../../support/http'
import { FrozenClock, openTestOffice, type TestOffice } from '../../support/office'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
  await test.staff('editor')
})
afterAll(() => test.close())

type Web = Awaited<ReturnType<typeof serveOffice>>
async function withWeb(trustedProxies: string[], work: (web: Web) => Promise<void>): Promise<void> {
  const web = await serveOffice(test.office, { rateLimits: true, trustedProxies })
  try {
    await work(web)
  } finally {
    await web.close()
  }
}

async function many(n: number, ask: (i: number) => Promise<HttpReply>): Promise<HttpReply[]> {
  const replies: HttpReply[] = []
  for (let i = 0; i < n; i += 50)
    replies.push(...(await Promise.all(Array.from({ length: Math.min(50, n - i) }, (_, k) => ask(i + k)))))
  return replies
}
const count = (replies: HttpReply[], status: number) => replies.filter((r) => r.status === status).length
const from = (i: number) => `203.0.${i >> 8}.${i & 255}`
const forged = (i: number): Record<string, string> => ({
  'x-forwarded-for': from(i),
  'x-real-ip': from(i),
  forwarded: `for=${from(i)}`,
  'cf-connecting-ip': from(i),
  'true-client-ip': from(i),
  'x-client-ip': from(i),
})

describe('requests of one address', () => {
  it('are limited whatever forwarding headers they carry, when no proxy is trusted', async () => {
    await withWeb([], async (web) => {
      const replies = await many(500, (i) => web.stranger('GET', '/api/polls', undefined, forged(i)))
      expect([count(replies, 200), count(replies, 429)]).toEqual([400, 100])
      const refused = replies.find((r) => r.status === 429)
      expect([refused?.json.code, refused?.headers.get('retry-after')]).toEqual(['rate_limited', '1'])
      test.clock.advance(1_000)
      const later = await many(150, (i) => web.stranger('GET', '/api/polls', undefined, forged(i)))
      expect(count(later, 200)).toBe(100)
    })
  })

  it('are told apart behind a trusted proxy, by the last address that is not a proxy', async () => {
    await withWeb(['127.0.0.1', '10.0.0.0/8'], async (web) => {
      const via = (chain: string) => () =>
        web.stranger('GET', '/api/polls', undefined, { 'x-forwarded-for': chain })
      expect(count(await many(450, via('198.51.100.1')), 429)).toBe(50)
      // What the client itself wrote stands left of its address, and buys it nothing.
      expect(count(await many(20, (i) => via(`${from(i)}, 198.51.100.1, 10.1.2.3`)()), 429)).toBe(20)
      expect(count(await many(20, via('198.51.100.2')), 200)).toBe(20)
      expect(count(await many(20, via('198.51.100.1, 198.51.100.2')), 200)).toBe(20)
    })
  })

  it('at the door of staff are fewer: thirty tries, then one in two seconds', async () => {
    await withWeb([], async (web) => {
      const tryOne = (i: number) =>
        web.stranger('POST', '/api/staff/session', { username: `nobody${i}`, password: 'x' }, forged(i))
      const replies = await many(60, tryOne)
      expect([count(replies, 401), count(replies, 429)]).toEqual([30, 30])
      expect(replies.find((r) => r.status === 429)?.headers.get('retry-after')).toBe('2')
      test.clock.advance(4_000)
      expect(count(await many(10, tryOne), 401)).toBe(2)
    })
  })
})

describe('requests of one person', () => {
  it('are limited across addresses and sessions, and those of others are not', async () => {
    await withWeb(['127.0.0.1'], async (web) => {
      const openid = 'o-limited'
      const sessions: HttpClient[] = []
      for (let i = 0; i < 3; i++) sessions.push(await web.resident(openid))
      const other = await web.resident('o-unlimited')
      const replies = await many(100, (i) => {
        const client = sessions[i % 3] as HttpClient
        return client('GET', '/api/me/ballots', undefined, { 'x-forwarded-for': from(i) })
      })
      expect([count(replies, 200), count(replies, 429)]).toEqual([60, 40])
      expect((await other('GET', '/api/me/ballots')).status).toBe(200)
      test.clock.advance(1_000)
      const later = await many(10, (i) =>
        (sessions[0] as HttpClient)('GET', '/api/me/ballots', undefined, { 'x-forwarded-for': from(i) }),
      )
      expect(count(later, 200)).toBe(5)
    })
  })

  it('who are staff are limited too', async () => {
    await withWeb([], async (web) => {
      const editor = await web.staff('editor')
      expect(count(await many(80, () => editor('GET', '/api/staff/session')), 429)).toBe(20)
    })
  })
})

describe('metrics', () => {
  it('are shown to this machine and to trusted addresses, not to those who come through a proxy', async () => {
    await withWeb(['127.0.0.1', '10.0.0.9'], async (web) => {
      const status = async (chain?: string) =>
        (await web.stranger('GET', '/metrics', undefined, chain ? { 'x-forwarded-for': chain } : {})).status
      expect(await status()).toBe(200)
      expect(await status('10.0.0.9')).toBe(200)
      expect(await status('198.51.100.7')).toBe(404)
      expect(await status('127.0.0.1, 198.51.100.7')).toBe(404)
    })
  })
})

describe('the token bucket', () => {
  it('never lets through more than its burst plus what time has given, and says truly when to come back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3_000), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 10 }),
        (waits, burst, perSecond) => {
          const clock = new FrozenClock(1_000_000)
          const limiter = new RateLimiter(clock)
          let passed = 0
          for (const wait of waits) {
            clock.advance(wait)
            try {
              limiter.take('a', { burst, perSecond })
              passed++
            } catch (error) {
              const { retryAfter } = error as Problem
              expect(retryAfter).toBeGreaterThanOrEqual(1)
              clock.advance((retryAfter ?? 0) * 1000)
              limiter.take('a', { burst, perSecond })
              passed++
            }
          }
          expect(passed).toBeLessThanOrEqual(burst + ((clock.now() - 1_000_000) / 1000) * perSecond + 1e-6)
        },
      ),
    )
  })

  it('remembers a bounded number of keys', () => {
    const limiter = new RateLimiter(new FrozenClock(), 10)
    const take = (key: string) => limiter.take(key, { burst: 1, perSecond: 1 })
    for (let i = 0; i < 1_000; i++) take(`k${i}`)
    expect(() => take('k999')).toThrow(Problem)
    expect(() => take('k0')).not.toThrow()
  })

  it('does not stop when the clock goes back', () => {
    const clock = new FrozenClock(1_000_000)
    const limiter = new RateLimiter(clock)
    limiter.take('a', { burst: 1, perSecond: 1 })
    clock.set(500_000)
    expect(() => limiter.take('a', { burst: 1, perSecond: 1 })).toThrow(Problem)
    clock.set(501_000)
    expect(() => limiter.take('a', { burst: 1, perSecond: 1 })).not.toThrow()
  })
})

describe('the address of a client', () => {
  const of = (trusted: string[], peer: string, chain?: string) =>
    new Addresses(trusted).of({
      socket: { remoteAddress: peer },
      headers: chain === undefined ? {} : { 'x-forwarded-for': chain },
    } as unknown as Parameters<Addresses['of']>[0])

  it.each<[string[], string, string | undefined, string]>([
    [[], '198.51.100.1', '1.2.3.4', '198.51.100.1'],
    [['10.0.0.1'], '10.0.0.1', '1.2.3.4', '1.2.3.4'],
    [['10.0.0.1'], '10.0.0.2', '1.2.3.4', '10.0.0.2'],
    [['10.0.0.0/8'], '10.9.9.9', '6.6.6.6, 1.2.3.4, 10.0.0.7', '1.2.3.4'],
    [['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
    [['10.0.0.1'], '10.0.0.1', 'unknown', '10.0.0.1'],
    [['10.0.0.1'], '10.0.0.1', '1.2.3.4, garbage', '10.0.0.1'],
    [['10.0.0.1'], '10.0.0.1', '', '10.0.0.1'],
    [['10.0.0.1'], '::ffff:10.0.0.1', '::ffff:1.2.3.4', '1.2.3.4'],
    [['::1', 'fd00::/8'], '::1', '2001:db8::1, fd00::5', '2001:db8::1'],
    [['10.0.0.0/8'], '10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.1'],
  ])('trusting %j, from %s saying %j, is %s', (trusted, peer, chain, address) => {
    expect(of(trusted, peer, chain)).toBe(address)
  })
})
