import { signInAllRoles } from '../../support/everyone'
import { type HttpClient, type HttpReply, serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import {
  bodyOf,
  checking,
  type Document,
  isStaffs,
  isWrite,
  type Operation,
  pathOf,
  readDocument,
} from '../../support/openapi'
import { openPoll, someAnswers } from '../../support/polls'
import { snapshot } from '../../support/tables'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let document: Document
let staff: HttpClient
let resident: HttpClient
/** Ids that exist, by the path of the list that shows them. */
const ids = new Map<string, string[]>()
const tomorrow = () => new Date(test.clock.now() + 24 * 3_600_000).toISOString()

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  document = await readDocument(web.stranger)
  staff = await signInAllRoles(test, web)
  resident = await web.resident('o-contract')
  const poll = await openPoll(test)
  await resident('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
  for (const operation of document.operations.filter((o) => o.method === 'GET' && !o.path.includes('{'))) {
    const { json } = await clientFor(operation)('GET', operation.path)
    const found = (json?.items ?? []).map((item: { id?: string }) => item.id).filter(Boolean)
    ids.set(operation.path, found)
  }
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const clientFor = (operation: Operation) => (isStaffs(operation) ? staff : resident)
const keepsSession = (o: Operation) => o.method !== 'DELETE' && !/password|session/.test(o.path)

/** A path that exists where a list shows one. */
function realPath(operation: Operation): string {
  const list = operation.path.split('/{')[0] ?? ''
  return pathOf(operation, ids.get(list)?.[0] ?? 'nothing')
}

async function inGroups<T>(items: readonly T[], work: (item: T) => Promise<void>, size = 16): Promise<void> {
  for (let i = 0; i < items.length; i += size) await Promise.all(items.slice(i, i + size).map(work))
}

describe('replies', () => {
  it('of every operation, asked well and badly, carry what is declared and nothing else', async () => {
    const faults: string[] = []
    const callers = [staff, resident, web.stranger].map((c) => checking(document, c, faults))
    let fine = 0
    for (const operation of document.operations.filter(keepsSession))
      for (const client of callers)
        for (const path of [pathOf(operation), realPath(operation)])
          for (const body of isWrite(operation)
            ? [{}, bodyOf(operation, document, tomorrow())]
            : [undefined]) {
            const reply = await client(operation.method, path, body)
            if (reply.status < 300) fine++
            if (reply.status >= 500) faults.push(`${operation.operationId}: ${reply.text}`)
          }
    expect(faults).toEqual([])
    expect(fine).toBeGreaterThan(15)
  })

  it('to reads never change anything', async () => {
    const before = await snapshot(test.office)
    // But for the book, where it stands that somebody has looked at what is sealed.
    const reads = document.operations.filter((o) => !isWrite(o) && o.operationId !== 'exportOpenings')
    for (const operation of reads)
      for (const client of [staff, resident, web.stranger])
        for (const method of ['GET', 'HEAD']) await client(method, realPath(operation))
    expect(await snapshot(test.office)).toEqual(before)
  })

  it('never show where they come from, whatever Host a request names', async () => {
    for (const path of ['/', '/docs', '/openapi.json', '/api/polls', '/nowhere'])
      for (const name of ['x-forwarded-host', 'forwarded', 'x-original-host', 'x-host']) {
        const reply = await web.stranger('GET', path, undefined, { [name]: 'host=evil.example' })
        expect(reply.text + JSON.stringify([...reply.headers])).not.toContain('evil.example')
      }
  })
})

const extra = {
  role: 'admin',
  roles: ['admin'],
  status: 'open',
  state: 'published',
  score: 100,
  openid: 'o-other',
  authorId: 'x',
  reviewedBy: 'x',
  stock: 9,
  createdAt: '2026-01-01T00:00:00.000Z',
  id: 'x',
  mustChangePassword: false,
}

describe('what a contract does not know', () => {
  it('in a body is refused by name, for every write', async () => {
    const before = await snapshot(test.office)
    const missed: string[] = []
    for (const operation of document.operations.filter((o) => isWrite(o) && o.body && keepsSession(o))) {
      const known = Object.keys((operation.body as { properties?: object }).properties ?? {})
      for (const [key, value] of Object.entries(extra).filter(([k]) => !known.includes(k))) {
        const body = { ...(bodyOf(operation, document, tomorrow()) as object), [key]: value }
        const reply = await clientFor(operation)(operation.method, pathOf(operation), body)
        if (reply.status !== 400) missed.push(`${operation.operationId} + ${key}: ${reply.status}`)
      }
    }
    expect(missed).toEqual([])
    expect(await snapshot(test.office)).toEqual(before)
  })

  it('in a query, or twice, or as an object, is refused for every operation', async () => {
    const odd = [
      'sort=password',
      'filter[phone][startsWith]=1',
      'limit=5&limit=6',
      'limit[]=5',
      'limit[$gt]=1',
      'limit=1e1&include=staff',
      '__proto__=1',
      '__proto__[a]=1',
      'constructor[prototype][a]=1',
    ]
    for (const operation of document.operations.filter((o) => keepsSession(o) && o.access !== 'anyone'))
      for (const query of odd) {
        const body = isWrite(operation) ? bodyOf(operation, document, tomorrow()) : undefined
        const reply = await clientFor(operation)(operation.method, `${pathOf(operation)}?${query}`, body)
        expect([operation.operationId, query, reply.status]).toEqual([operation.operationId, query, 400])
      }
  })

  it('as a path is a plain problem: nothing is served that openapi.json does not list', async () => {
    const words =
      'admin debug test tests api v1 v2 graphql swagger actuator env config console phpinfo.php .env .git/config .git/HEAD wp-login.php server-status users user login logout register token tokens auth oauth internal private health status info dump backup backup.sql db database sql shell exec cmd upload uploads files file static assets public dist src node_modules package.json package-lock.json tsconfig.json Dockerfile docker-compose.yml .npmrc .DS_Store robots.txt.bak sitemap crossdomain.xml trace heapdump threaddump loggers mappings beans flyway jolokia hawtio solr jenkins manager host-manager cgi-bin/test aspnet index.php index.jsp main.ts office.ts data data/guangting.db guangting.db master-key ledger-checkpoints.jsonl simulate inspect __debug__ _next __webpack_hmr staff session sessions resident residents me export erase jobs job queue worker schedule migrations migrate seed fill demo reset truncate drop eval repl'.split(
        ' ',
      )
    const prefixes = ['/', '/api/', '/api/staff/', '/api/admin/', '/api/me/', '/wechat/']
    const served = new Set(document.operations.map((o) => o.path))
    const pages = new Set<string>()
    await inGroups(
      prefixes.flatMap((p) => words.map((w) => p + w)),
      async (path) => {
        if (served.has(path)) return
        const reply = await staff('GET', path)
        if (reply.status === 404 && reply.json?.code === 'not_found') return
        // An operation with an id in this place, or a page that is meant for people.
        if (
          [...served].some((s) => new RegExp(`^${s.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)) &&
          reply.status < 500
        )
          return
        pages.add(`${path} ${reply.status}`)
      },
    )
    // The staff console is a page for people.
    expect([...pages].sort()).toEqual(['/console 302'])
  })

  it('the routers hold exactly what openapi.json lists', () => {
    const routed = web.counters.flatMap((c) =>
      c.router.stack.flatMap((layer) =>
        layer.methods.filter((m) => m !== 'HEAD').map((m) => `${m} ${layer.path}`),
      ),
    )
    const listed = document.operations.map((o) => `${o.method} ${o.path.replace(/\{(\w+)\}/g, ':$1')}`)
    expect(routed.sort()).toEqual(listed.sort())
  })

  it('other methods, TRACE among them, are refused everywhere', async () => {
    const { request } = await import('node:http')
    const status = (method: string, path: string) =>
      new Promise<number>((resolve, reject) =>
        request({ port: web.port, method, path }, (r) => {
          r.resume()
          resolve(r.statusCode ?? 0)
        })
          .on('error', reject)
          .end(),
      )
    for (const method of ['TRACE', 'PATCH', 'PROPFIND', 'MKCOL', 'SEARCH'])
      for (const path of ['/', '/api/polls', '/api/staff/session', '/healthz'])
        expect([method, path, await status(method, path)]).toEqual([method, path, 404])
  })
})

const injections = [
  "'",
  "''",
  '"',
  '`',
  "' OR '1'='1",
  "' OR 1=1 --",
  "' OR 1=1 #",
  "') OR ('1'='1",
  "'; DROP TABLE residents; --",
  "'; DROP TABLE ledger_entries; --",
  "' UNION SELECT password_hash FROM staff_accounts --",
  '1; DELETE FROM ballots',
  "1' AND SLEEP(5) AND '1'='1",
  '1 AND BENCHMARK(10000000,MD5(1))',
  "'; ATTACH DATABASE '/tmp/x.db' AS x; --",
  "' AND 1=randomblob(1000000000) --",
  "\\'; DROP TABLE polls; --",
  '\\',
  "\\\\'",
  '%27%20OR%201=1',
  '%',
  '_',
  '%%%',
  "' || '1",
  "' || (SELECT sqlite_version()) || '",
  "'+(SELECT @@version)+'",
  '/*!50000 OR 1=1*/',
  '1/**/OR/**/1=1',
  "admin'--",
  "admin'/*",
  "' HAVING 1=1 --",
  "' GROUP BY 1 --",
  "' ORDER BY 999 --",
  'id DESC; --',
  '1 LIMIT 1 OFFSET 1',
  '(SELECT 1)',
  'CASE WHEN 1=1 THEN 1 END',
  "'; SELECT LOAD_FILE('/etc/passwd'); --",
  "' INTO OUTFILE '/tmp/y' --",
  "'; PRAGMA writable_schema=1; --",
  "x' AND extractvalue(1,concat(0x7e,version())) --",
  '0x27204f5220313d31',
  'ʼ OR 1=1',
  '＇ OR 1=1 --',
  "¿' OR 1=1",
  "\u0000' OR 1=1",
  "\u0085' OR 1=1",
  "😀' OR 1=1",
  "管理员' OR '1'='1",
  "' RLIKE (SELECT 1) --",
  "' GLOB '*",
  "' MATCH 'a",
  '*',
  'a* OR b',
  'NEAR(a b)',
  '"a" AND',
  '1e308',
  '-1',
  'NaN',
  '[object Object]',
  '{}',
  '$where: 1',
]

/** Replies kept for a key, and what was looked for in vain: noted on purpose, masked, without a person. */
const notes = ['idempotency_keys']

describe('hostile text', () => {
  it('sixty injections in every path and query parameter change nothing and break nothing', async () => {
    expect(injections.length).toBeGreaterThanOrEqual(60)
    const before = await snapshot(test.office, notes)
    const broken: string[] = []
    const calls: [Operation, string, string][] = []
    for (const operation of document.operations.filter((o) => !isWrite(o) || o.path.includes('{'))) {
      const queries = operation.parameters.filter((p) => p.in === 'query')
      for (const text of injections) {
        if (operation.path.includes('{')) calls.push([operation, pathOf(operation, text), text])
        for (const { name } of queries)
          calls.push([operation, `${realPath(operation)}?${name}=${encodeURIComponent(text)}`, text])
      }
    }
    await inGroups(calls, async ([operation, path, text]) => {
      const reply = await clientFor(operation)(operation.method, path, isWrite(operation) ? {} : undefined)
      if (reply.status >= 500) broken.push(`${operation.operationId} ${path} ${text}: ${reply.status}`)
    })
    expect(broken).toEqual([])
    expect(await snapshot(test.office, notes)).toEqual(before)
  })

  it('and in every text of every body: no reply is a fault, the tables stand, the book verifies', async () => {
    const tables = Object.keys(await snapshot(test.office))
    const residents = (await snapshot(test.office)).residents
    const broken: string[] = []
    for (const operation of document.operations.filter((o) => isWrite(o) && o.body && keepsSession(o)))
      for (const text of injections) {
        const body = withText(bodyOf(operation, document, tomorrow()), text)
        const reply = await clientFor(operation)(operation.method, realPath(operation), body)
        if (reply.status >= 500) broken.push(`${operation.operationId} ${text}: ${reply.text}`)
      }
    expect(broken).toEqual([])
    expect(Object.keys(await snapshot(test.office))).toEqual(tables)
    expect((await snapshot(test.office)).residents).not.toBe(undefined)
    expect(residents?.split(' ')[0]).toBe((await snapshot(test.office)).residents?.split(' ')[0])
    expect((await test.office.ledger.verify()).ok).toBe(true)
  })

  it('texts as long as they may be, in family emoji, fit on both databases', async () => {
    const broken: string[] = []
    let tried = 0
    for (const operation of document.operations.filter((o) => isWrite(o) && o.body && keepsSession(o))) {
      const most = JSON.stringify(operation.body).match(/(\d+)(?= 个字)/g) ?? []
      for (const length of new Set(most)) {
        tried++
        const body = withText(
          bodyOf(operation, document, tomorrow()),
          '👨‍👩‍👧‍👦'.repeat(Math.min(Number(length), 1500)),
        )
        const reply: HttpReply = await clientFor(operation)(operation.method, realPath(operation), body)
        if (reply.status >= 500) broken.push(`${operation.operationId} ${length}: ${reply.text}`)
      }
    }
    expect(broken).toEqual([])
    expect(tried).toBeGreaterThan(4)
  })
})

/** The same body with one text in the place of every one it has that is not an instant or an enum. */
function withText(body: unknown, text: string): unknown {
  if (Array.isArray(body)) return body.map((v) => withText(v, text))
  if (body !== null && typeof body === 'object')
    return Object.fromEntries(Object.entries(body).map(([k, v]) => [k, withText(v, text)]))
  return typeof body === 'string' && body.startsWith('sample') ? text : body
}
