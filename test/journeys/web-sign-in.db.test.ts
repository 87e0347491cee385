import { Writable } from 'node:stream'
import pino from 'pino'
import { unionOf } from '../../src/office.options'
import { WebIdentity } from '../../src/platform/wechat/web-identity'
import { type HttpClient, type HttpReply, serveOffice } from '../support/http'
import { openTestOffice } from '../support/office'
import { openPoll, someAnswers } from '../support/polls'
import { oaApp, openWechatOffice, type WechatTest, wechatClients } from '../support/wechat'

const lines: string[] = []
const sink = new Writable({
  write: (chunk, _encoding, done) => {
    lines.push(String(chunk))
    done()
  },
})
let test: WechatTest
let web: Awaited<ReturnType<typeof serveOffice>>
const seen: string[] = []
let ask: HttpClient

beforeAll(async () => {
  const log = pino({ level: 'trace' }, sink)
  const box: { source?: WebIdentity } = {}
  // The fake's address is known only once it listens.
  const webIdentities = new Proxy({} as WebIdentity, {
    get: (_, name) => Reflect.get(box.source ?? {}, name).bind(box.source),
  })
  test = await openWechatOffice(undefined, { webIdentities, log, publicUrl: 'https://gt.example' })
  const { oa } = wechatClients(test.fake.url, test.clock)
  const base = { apiBase: test.fake.url, openBase: test.fake.url, ...oaApp, log }
  box.source = new WebIdentity({ ...base, unionOf: (openid) => unionOf(oa, openid) })
  web = await serveOffice(test.office, { publicUrl: 'https://gt.example', production: true })
  ask = async (...request) => {
    const reply = await web.stranger(...request)
    seen.push(reply.text, JSON.stringify([...reply.headers]))
    return reply
  }
})
afterAll(async () => {
  await web.close()
  await test.close()
})

/** The browser's part: keeps the cookie, follows WeChat's redirect, and brings back what stands in the address. */
async function authorise() {
  const prepared = await ask('POST', '/api/session/web/preparation')
  expect([prepared.status, prepared.json.way]).toEqual([200, 'wechat'])
  const cookie = (prepared.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const there = await fetch(prepared.json.url, { redirect: 'manual' })
  const back = new URL(there.headers.get('location') ?? '')
  expect(`${back.origin}${back.pathname}`).toBe('https://gt.example/')
  const body = { code: back.searchParams.get('code') ?? '', state: back.searchParams.get('state') ?? '' }
  return { cookie, body, prepared }
}
const enter = (body: unknown, cookie = ''): Promise<HttpReply> =>
  ask('POST', '/api/session/web', body, cookie ? { cookie } : {})
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('signing in on a page in WeChat’s browser', () => {
  it('opens a session as the mini-program’s, with which one votes', async () => {
    test.fake.browseAs('CANARY-oa-1')
    const { cookie, body, prepared } = await authorise()
    expect(prepared.headers.get('set-cookie')).toMatch(
      /^__Host-web-sign-in=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=600$/,
    )
    const { status, json, headers } = await enter(body, cookie)
    expect([status, json]).toEqual([
      201,
      {
        token: expect.stringMatching(/^[\w-]{43}$/),
        expiresAt: expect.any(String),
        resident: { id: expect.any(String), ageFriendly: false },
      },
    ])
    expect(headers.get('set-cookie')).toMatch(/^__Host-web-sign-in=; .*Max-Age=0$/)
    const poll = await openPoll(test)
    const cast = await ask(
      'PUT',
      `/api/polls/${poll.id}/ballot`,
      { answers: someAnswers },
      bearer(json.token),
    )
    expect(cast.status).toBe(201)
    // The same person again is the same resident, with another session.
    const again = await authorise()
    const second = await enter(again.body, again.cookie)
    expect(second.json.resident.id).toBe(json.resident.id)
    expect(second.json.token).not.toBe(json.token)
  })

  it('is bound to the browser that asked: a code and state carried elsewhere open nothing', async () => {
    test.fake.browseAs('CANARY-oa-2')
    const mine = await authorise()
    const theirs = await authorise()
    for (const [body, cookie] of [
      [mine.body, ''],
      [mine.body, theirs.cookie],
      [{ ...mine.body, state: theirs.body.state }, mine.cookie],
      [{ ...mine.body, state: 'a'.repeat(64) }, mine.cookie],
      [mine.body, mine.cookie.replace('__Host-', '')],
    ] as const) {
      const reply = await enter(body, cookie)
      expect([reply.status, reply.json.code]).toEqual([401, 'sign_in_expired'])
    }
    expect((await enter({ ...mine.body, state: 'short' }, mine.cookie)).json.errors[0].path).toBe('state')
    expect((await enter(mine.body, mine.cookie)).status).toBe(201)
  })

  it('takes a code once: twenty at once open one session', async () => {
    test.fake.browseAs('CANARY-oa-3')
    const { body, cookie } = await authorise()
    const replies = await Promise.all(Array.from({ length: 20 }, () => enter(body, cookie)))
    expect(replies.map((r) => r.status).sort()).toEqual([201, ...Array(19).fill(401)])
    expect((await enter(body, cookie)).json.code).toBe('code_refused')
  })

  it('a follower is the person he is in the mini-program, where WeChat says so', async () => {
    const code = test.fake.issueCode('wxminitest', 'CANARY-mini-4', 'CANARY-union-4')
    const { mini } = wechatClients(test.fake.url, test.clock)
    const told = await mini.code2session(code)
    const { id } = await test.office.residents.residentOf('wxminitest', told.openid, told.unionid)
    test.fake.browseAs('CANARY-oa-4')
    const apart = await authorise()
    const stranger = await enter(apart.body, apart.cookie)
    expect(stranger.json.resident.id).not.toBe(id)
    await test.fake.follow('CANARY-oa-4', { unionid: 'CANARY-union-4' })
    const joined = await authorise()
    expect((await enter(joined.body, joined.cookie)).json.resident.id).toBe(id)
    // What the younger name had open is the elder's now.
    expect((await ask('GET', '/api/me/ballots', undefined, bearer(stranger.json.token))).status).toBe(200)
  })

  it('nobody signs in from a preview page, as everybody there is somebody new', async () => {
    test.fake.browseAs('CANARY-oa-5', { snapshot: true })
    const { body, cookie } = await authorise()
    const reply = await enter(body, cookie)
    expect([reply.status, reply.json.code]).toEqual([401, 'snapshot_only'])
    test.fake.browseAs('CANARY-oa-5')
  })

  it('WeChat away is a sentence, and the same code may be tried again', async () => {
    const { body, cookie } = await authorise()
    test.fake.faults.busy(1, '/sns/oauth2/access_token')
    const reply = await enter(body, cookie)
    expect([reply.status, reply.json.code]).toEqual([503, 'unavailable'])
    expect((await enter(body, cookie)).status).toBe(201)
  })

  it('no openid, unionid or token of WeChat’s leaves the server, in a reply, a header or the log', () => {
    expect(seen.length).toBeGreaterThan(60)
    expect(lines.length).toBeGreaterThan(5)
    expect([...seen, ...lines].filter((text) => text.includes('CANARY'))).toEqual([])
  })
})

it('a simulated instance says so, and opens nothing by WeChat’s codes', async () => {
  const simulated = await openTestOffice()
  const counter = await serveOffice(simulated.office)
  try {
    const prepared = await counter.stranger('POST', '/api/session/web/preparation')
    expect([prepared.json, prepared.headers.get('set-cookie')]).toEqual([{ way: 'simulated' }, null])
    const reply = await counter.stranger('POST', '/api/session/web', { code: 'x', state: 'a'.repeat(64) })
    expect([reply.status, reply.json.code]).toEqual([401, 'sign_in_expired'])
  } finally {
    await counter.close()
    await simulated.close()
  }
})
