import { connect } from 'node:net'
import fc from 'fast-check'
import { parseJson } from '../../../src/platform/http/body'
import { serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'

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

const nested = (depth: number) => `${'['.repeat(depth - 1)}[]${']'.repeat(depth - 1)}`
const inside = (json: string) => `{"code":"sim:o-json","x":${json}}`

describe('a body of JSON', () => {
  it.each([
    ['33 levels deep', inside(nested(32)), /嵌套/],
    ['half a million levels deep, if it fits', '['.repeat(60_000), /嵌套/],
    ['with a key twice', '{"code":"sim:a","code":"sim:b"}', /重复/],
    ['with a key twice, once escaped', '{"code":"sim:a","c\\u006fde":"sim:b"}', /重复/],
    ['with a key twice, solidus escaped', '{"a/b":1,"a\\/b":2}', /重复/],
    ['with a key twice, deep inside', '{"code":{"a":[{"b":1,"c":2,"b":3}]}}', /重复/],
    ['with a newline key twice', '{"\\n":1,"\\u000a":2}', /重复/],
    ['with 1e400', inside('1e400'), /超出范围/],
    ['with -1e400', inside('-1e400'), /超出范围/],
    ['with 2^53+1', inside('9007199254740993'), /超出范围/],
    ['with a hundred digits', inside('9'.repeat(100)), /超出范围/],
    ['cut short', '{"code":"sim:a"', /JSON/],
    ['with a trailing comma', '{"code":"sim:a",}', /JSON/],
    ['with a comment', '{"code":"sim:a"/**/}', /JSON/],
    ['with NaN', inside('NaN'), /JSON/],
    ['twice over', '{"code":"sim:a"}{"code":"sim:b"}', /JSON/],
    ['after a byte-order mark', '\ufeff{"code":"sim:a"}', /JSON/],
    ['with a raw control character', '{"code":"sim:\u0001"}', /JSON/],
    ['with an open string', '{"code', /JSON/],
    ['of a list', '[]', /字段/],
    ['of null', 'null', /字段/],
    ['of a text', '"code"', /字段/],
    ['of nothing', ' ', /JSON/],
  ])('%s is refused with 400', async (_, body, detail) => {
    const reply = await web.stranger('POST', '/api/session', body)
    expect([reply.status, reply.json.code]).toEqual([400, 'invalid_request'])
    expect(reply.json.detail).toMatch(detail)
  })

  it('32 levels deep is read (and refused for what it is)', async () => {
    const reply = await web.stranger('POST', '/api/session', inside(nested(31)))
    expect([reply.status, reply.json.errors[0].path]).toEqual([400, 'x'])
  })

  it('that escapes an escape is not mistaken for a repeated key', () => {
    expect(parseJson(Buffer.from('{"\\\\u0061":1,"a":2}'))).toEqual({ '\\u0061': 1, a: 2 })
  })

  it('that is not UTF-8 is refused, and never stored with signs in the place of letters', async () => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0xaf]]) {
      const body = Buffer.concat([Buffer.from('{"code":"sim:'), Buffer.from(bytes), Buffer.from('"}')])
      const response = await fetch(`${web.base}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect([bytes, response.status]).toEqual([bytes, 400])
    }
  })

  it('of 64 KiB is read; of one byte more it is refused with 413, as is one of 3 MiB', async () => {
    const of = (size: number) => {
      const frame = inside('""').length
      return inside(`"${'a'.repeat(size - frame)}"`)
    }
    expect((await web.stranger('POST', '/api/session', of(65_536))).status).toBe(400)
    for (const size of [65_537, 100_000, 900_000]) {
      const reply = await web.stranger('POST', '/api/session', of(size))
      expect([size, reply.status, reply.json.code]).toEqual([size, 413, 'too_large'])
    }
    expect(await rawStatus(`content-length: ${3 * 1024 * 1024}`, 'a'.repeat(1000))).toBe(413)
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`
    expect(await rawStatus('transfer-encoding: chunked', chunk.repeat(40))).toBe(413)
  })

  it('of another type is refused, whatever it holds', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'application/jsonx',
      '',
    ])
      expect(
        (await web.stranger('POST', '/api/session', '{"code":"sim:o"}', { 'content-type': type })).status,
      ).toBe(400)
    const fine = { 'content-type': 'Application/JSON; charset=utf-8' }
    expect((await web.stranger('POST', '/api/session', '{"code":"sim:o-type"}', fine)).status).toBe(201)
  })

  it('comes out as JSON.parse reads it, or not at all', () => {
    let readable = 0
    fc.assert(
      fc.property(fc.json({ maxDepth: 6, noUnicodeString: false }), (json) => {
        let read: unknown
        try {
          read = parseJson(Buffer.from(json))
        } catch {
          return // refused: numbers out of range, or a key twice
        }
        readable++
        expect(read).toEqual(JSON.parse(json))
      }),
      { numRuns: 500 },
    )
    expect(readable).toBeGreaterThan(100)
  })

  it('is never parsed into a changed prototype', async () => {
    const resident = await web.resident('o-prototype')
    const canary = () => resident('GET', '/api/me/ballots')
    const before = await canary()
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])
      for (const value of ['{"isAdmin":true,"limit":1}', '{"prototype":{"isAdmin":true}}', '1', 'null']) {
        const reply = await resident('PUT', '/api/me/preferences', `{"${key}":${value},"ageFriendly":true}`)
        expect([key, value, reply.status]).toEqual([key, value, 400])
        const inList = await resident('PUT', '/api/polls/x/ballot', `{"answers":[{"${key}":${value}}]}`)
        expect(inList.status).toBe(400)
      }
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
    const headers = { ['__proto__' as string]: 'x', constructor: 'y' }
    expect((await web.stranger('GET', '/api/polls', undefined, headers)).status).toBe(200)
    const after = await canary()
    expect([after.status, after.json]).toEqual([before.status, before.json])
  })
})

/** Status of a POST written by hand. */
function rawStatus(header: string, body: string): Promise<number> {
  return raw(
    `POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${header}\r\n\r\n${body}`,
  ).then((answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0))
}

function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(web.port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    const done = () => resolve(answer)
    socket.setTimeout(1_500, () => socket.destroy())
    socket.on('data', (d) => {
      answer += d
    })
    socket.on('error', done)
    socket.on('close', done)
  })
}

describe('requests that mean two things', () => {
  const head = 'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
  const body = '{"code":"sim:o-raw"}'
  it.each([
    [
      'Content-Length and Transfer-Encoding',
      `${head}content-length: 20\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['two Content-Lengths', `${head}content-length: 20\r\ncontent-length: 5\r\n\r\n${body}`],
    ['Content-Length with a sign', `${head}content-length: +20\r\n\r\n${body}`],
    ['Transfer-Encoding not chunked last', `${head}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['a folded header', `${head}x-a: 1\r\n 2\r\ncontent-length: 20\r\n\r\n${body}`],
    ['a space before the colon', `${head}content-length : 20\r\n\r\n${body}`],
    ['a bare line feed in a chunk size', `${head}transfer-encoding: chunked\r\n\r\n14\n${body}\r\n0\r\n\r\n`],
    ['no Host', 'GET /api/polls HTTP/1.1\r\n\r\n'],
  ])('%s: refused with 400 and the connection closed, nothing done twice', async (_, text) => {
    const answer = await raw(`${text}GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`)
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
  })
})
