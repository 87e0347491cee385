import { Problem, problem, statusOf, titleOf } from '../../src/platform/problem'
import { type HttpReply, serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { type Document, readDocument, replyFaults } from '../support/openapi'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let raw: Record<string, unknown>
let document: Document
beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  raw = (await web.stranger('GET', '/openapi.json')).json
  document = await readDocument(web.stranger)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

describe('openapi.json', () => {
  it('names every operation once, with a summary and a tag in Chinese', () => {
    const { operations } = document
    expect(new Set(operations.map((o) => o.operationId)).size).toBe(operations.length)
    const items = Object.values(
      raw.paths as Record<string, Record<string, { summary: string; tags: string[] }>>,
    )
    for (const item of items)
      for (const operation of Object.values(item)) {
        expect(operation.summary).toMatch(/[\u4e00-\u9fff]{2}/)
        expect(operation.tags[0]).toMatch(/[\u4e00-\u9fff]{2}/)
      }
  })

  it('points nowhere that is not there', () => {
    const text = JSON.stringify(raw)
    const wanted = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1]))
    expect(wanted.size).toBeGreaterThan(5)
    expect([...wanted].filter((name) => !document.schemas[name ?? ''])).toEqual([])
    expect(text).not.toMatch(/\$defs|\$schema|"__schema/)
  })

  it('declares every parameter of a path, and what a reply holds to the last field', () => {
    for (const { operationId, path, parameters, responses } of document.operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1])
      expect([operationId, parameters.filter((p) => p.in === 'path').map((p) => p.name)]).toEqual([
        operationId,
        inPath,
      ])
      expect(parameters.filter((p) => p.in === 'path').every((p) => p.required)).toBe(true)
      expect(Object.keys(responses).some((s) => s.startsWith('2'))).toBe(true)
    }
    const open = Object.entries(document.schemas).filter(
      ([name, s]) =>
        s.type === 'object' && s.properties && s.additionalProperties !== false && name !== 'Problem',
    )
    expect(open.map(([name]) => name)).toEqual([])
  })

  it('knows the operations that were promised', () => {
    const promised =
      `signIn signOut listPublications readPublication search listPolls readPoll castBallot readMyBallot readTally listQuizzes
      readQuiz startAttempt submitAttempt listConsultations readConsultation comment setPreferences exportMe eraseMe staffSignIn
      createPublication editPublication submitForReview signOff publish withdraw readReviewSheet createPoll openPoll closePoll pollTally
      exportPoll createQuiz openQuiz createConsultation openConsultation closeConsultation uploadDraft listComments listCampaigns
      readCampaign createStaff disableStaff readLedger verifyLedger`.split(/\s+/)
    const known = new Set(document.operations.map((o) => o.operationId))
    expect(promised.filter((name) => !known.has(name))).toEqual([])
  })

  it('is readable as a page without a script, every operation and code on it', async () => {
    const page = await web.stranger('GET', '/docs')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.text).not.toMatch(/<script|style="|onclick|javascript:/i)
    for (const { operationId } of document.operations)
      expect(page.text).toContain(`<code>${operationId}</code>`)
    for (const code of page.text.matchAll(/\/docs#problem-(\w+)/g))
      expect(page.text).toContain(`id="problem-${code[1]}"`)
  })

  it('leads from every problem to its explanation', async () => {
    const page = (await web.stranger('GET', '/docs')).text
    const replies = [
      await web.stranger('GET', '/api/me/ballots'),
      await web.stranger('GET', '/api/polls/nothing'),
      await web.stranger('POST', '/api/session', {}),
      await web.stranger('POST', '/api/session', { code: 'x' }),
      await web.stranger('GET', '/nowhere'),
    ]
    for (const { json } of replies) {
      expect(json.type).toBe(`/docs#problem-${json.code}`)
      expect([json.code, page.includes(`id="problem-${json.code}"`)]).toEqual([json.code, true])
    }
  })
})

describe('every reply', () => {
  it('of pages, probes and errors carries the headers too, and no inline script is allowed anywhere', async () => {
    const faults: string[] = []
    const look = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
      const reply: HttpReply = await web.stranger(method, path, body, headers)
      faults.push(...replyFaults(document, method, path, reply))
      return reply.status
    }
    // What a front's build serves (/ and /console/): test/platform/http/site.test.ts and test/browser/.
    for (const path of [
      '/docs',
      '/docs.css',
      '/openapi.json',
      '/healthz',
      '/readyz',
      '/metrics',
      '/nowhere',
      '/api',
      '/api/',
      '//',
      '/%',
      '/%E0%A4%A',
      '/api/polls/%00',
      '/api/polls/%E0%A4%A',
      '/..%2f..%2fetc/passwd',
      '/api/polls?%',
      '/api/polls?limit=%E0',
    ])
      for (const method of ['GET', 'HEAD']) {
        const status = await look(method, path)
        expect([path, status < 500]).toEqual([path, true])
      }
    await look('POST', '/api/session', '{')
    await look('POST', '/api/session', { code: 'x' })
    await look('DELETE', '/api/staff/session')
    await look('PUT', '/api/me/preferences', {}, { authorization: 'Bearer x' })
    await look('POST', '/api/session', 'x'.repeat(70_000))
    expect(faults).toEqual([])
  })

  it('to a fault of ours tells its number, and neither stack, SQL nor path', async () => {
    const broken = await openTestOffice()
    const counter = await serveOffice(broken.office)
    const resident = await counter.resident('o-fault')
    await broken.office.database
      .exclusive?.((handle) => handle.exec('DROP TABLE ballots'))
      .catch(() => undefined)
    if (broken.office.database.kind === 'mysql')
      await broken.office.database.transaction((tx) => tx.query('DROP TABLE ballots'))
    const reply = await resident('GET', '/api/me/ballots')
    expect([reply.status, reply.json.code]).toEqual([500, 'internal'])
    expect(reply.json.instance).toBe(`urn:uuid:${reply.headers.get('x-request-id')}`)
    expect(reply.text).not.toMatch(/SELECT|ballots|\.ts|\.js|at |node_modules|Error|sqlite|mysql/i)
    await counter.close()
    await broken.close()
  })
})

describe('a problem', () => {
  it('has a status and a title for every kind, and knows its own', () => {
    expect(Object.keys(titleOf)).toEqual(Object.keys(statusOf))
    expect(Object.values(titleOf).every((t) => /^[\u4e00-\u9fff]+$/.test(t))).toBe(true)
    const tired = problem('tired', 'conflict', '累了。')
    const one = tired({
      detail: '今天太累了。',
      retryAfter: 5,
      extra: { until: 'tomorrow' },
      errors: [{ path: 'a', message: 'b' }],
    })
    expect(one).toBeInstanceOf(Problem)
    expect([one.code, one.kind, one.message, one.retryAfter, one.extra]).toEqual([
      'tired',
      'conflict',
      '今天太累了。',
      5,
      { until: 'tomorrow' },
    ])
    expect(tired().message).toBe('累了。')
    expect([tired.is(one), tired.is(new Error('tired')), problem('other', 'conflict', '。').is(one)]).toEqual(
      [true, false, false],
    )
  })
})
