import { request } from 'node:http'
import { serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { openPoll, someAnswers } from '../../support/polls'

interface Seen {
  status: number
  headers: Record<string, unknown>
  body: string
}

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

/** Node's own client: nothing is added to what is asked or taken from what comes back. */
function ask(
  method: string,
  path: string,
  body: string | Buffer,
  headers: Record<string, string>,
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const asked = request({ port: web.port, host: '127.0.0.1', method, path, headers }, (reply) => {
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (chunk: string) => {
        text += chunk
      })
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** A request's id, its time and what is made anew for each are no difference. */
function comparable({ status, headers, body }: Seen) {
  const { 'x-request-id': id, date, 'content-length': length, ...rest } = headers
  expect(String(id)).toMatch(/^[0-9a-f-]{36}$/)
  expect(Number(length)).toBe(Buffer.byteLength(body))
  return { status, headers: rest, body: body.replaceAll(String(id), '<id>') }
}

describe('the hot door and Koa’s', () => {
  it('the operations everybody does at once are taken ahead of Koa', () => {
    const hot = web.counters.flatMap((c) => c.hotRoutes.map((r) => r.endpoint.operationId))
    expect(hot.sort()).toEqual(['castBallot', 'comment', 'submitAttempt'])
  })

  it('answer alike, in every header and byte, whatever is sent', async () => {
    const poll = await openPoll(test)
    const { json } = await web.stranger('POST', '/api/session', { code: 'sim:both-doors' })
    const signedIn = { authorization: `Bearer ${json.token}` }
    const good = JSON.stringify({ answers: someAnswers })
    const asJson = { 'content-type': 'application/json' }
    const cases: [string, string | Buffer, Record<string, string>][] = [
      ['a ballot', good, { ...signedIn, ...asJson }],
      ['the same again', good, { ...signedIn, ...asJson }],
      ['with a key', good, { ...signedIn, ...asJson, 'idempotency-key': 'k' }],
      ['another choice', good.replace('q1o2', 'q1o3'), { ...signedIn, ...asJson }],
      ['a stranger', good, asJson],
      ['a forged token', good, { authorization: `Bearer ${'x'.repeat(43)}`, ...asJson }],
      ['no body', '', { ...signedIn, ...asJson }],
      ['another type', good, { ...signedIn, 'content-type': 'text/plain' }],
      ['no JSON', '{"answers":', { ...signedIn, ...asJson }],
      ['an unknown key', '{"answers":[],"score":1}', { ...signedIn, ...asJson }],
      ['twice the same key', '{"answers":[],"answers":[]}', { ...signedIn, ...asJson }],
      ['too deep', `{"answers":${'['.repeat(40)}${']'.repeat(40)}}`, { ...signedIn, ...asJson }],
      ['too large', Buffer.alloc(70_000, 0x20), { ...signedIn, ...asJson }],
      ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), { ...signedIn, ...asJson }],
      ['an unknown option', good.replace('q1o2', 'nowhere'), { ...signedIn, ...asJson }],
    ]
    // A closing slash names the same thing, and is left to Koa.
    const hot = `/api/polls/${poll.id}/ballot`
    const koa = `${hot}/`
    for (const [name, body, headers] of cases) {
      // A key belongs to one path.
      const keyed = headers['idempotency-key'] ? { ...headers, 'idempotency-key': 'k2' } : headers
      const [there, here] = [await ask('PUT', koa, body, headers), await ask('PUT', hot, body, keyed)]
      const [ofKoa, ofHot] = [comparable(there), comparable(here)]
      // The first ballot is new at the door it came to, and known at the other.
      if (name === 'a ballot') {
        expect([ofKoa.status, ofHot.status]).toEqual([201, 200])
        ofKoa.status = 200
      }
      expect({ name, ...ofHot }).toEqual({ name, ...ofKoa })
    }
  })

  it('a query the contract does not know is refused, and other methods are not found', async () => {
    const poll = await openPoll(test)
    const resident = await web.resident('curious')
    const odd = await resident('PUT', `/api/polls/${poll.id}/ballot?as=leader`, { answers: someAnswers })
    expect([odd.status, odd.json.errors[0].path]).toEqual([400, 'as'])
    expect((await resident('PATCH', `/api/polls/${poll.id}/ballot`, {})).status).toBe(404)
    expect((await resident('GET', `/api/polls/${poll.id}/ballot`)).status).toBe(404)
  })

  it('a request broken off before its end leaves nothing, and the service goes on', async () => {
    const poll = await openPoll(test)
    const { json } = await web.stranger('POST', '/api/session', { code: 'sim:hangs-up' })
    await new Promise<void>((resolve) => {
      const asked = request({
        port: web.port,
        host: '127.0.0.1',
        method: 'PUT',
        path: `/api/polls/${poll.id}/ballot`,
        headers: {
          authorization: `Bearer ${json.token}`,
          'content-type': 'application/json',
          'content-length': '500',
        },
      })
      asked.on('error', () => resolve())
      asked.write('{"answers":[', () => asked.destroy())
      asked.on('close', () => resolve())
    })
    expect((await web.stranger('GET', `/api/polls/${poll.id}/tally`)).json.ballots).toBe(0)
  })

  it('requests of both doors are counted under the same route', async () => {
    const { text } = await web.stranger('GET', '/metrics')
    expect(text).toMatch(/requests_total\{method="PUT",route="\/api\/polls\/:id\/ballot",status="201"\} \d/)
    expect(text).toMatch(/request_seconds_count\{route="\/api\/polls\/:id\/ballot"\} \d/)
  })
})
