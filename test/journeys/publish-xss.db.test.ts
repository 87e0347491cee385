import type { HttpClient } from '../support/http'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { buildPublication, signers } from '../support/publications'
import { expectHarmless, expectHarmlessRss } from '../support/xss'
import { xssPayloads } from '../support/xss-payloads'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
const desks = new Map<string, HttpClient>()

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy'] as const) {
    await test.staff(role)
    desks.set(role, await web.staff(role))
  }
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const as = (role: string): HttpClient => {
  const desk = desks.get(role)
  if (!desk) throw new Error(`${role} has no desk`)
  return desk
}

// Every payload passes the same presenters in test/miniapp-api and test/console-api; here every fourth goes the whole way.
const some = xssPayloads.filter((_, i) => i % 4 === 0)

it('stored XSS in every text field comes back harmless in pages and feeds', async () => {
  let stored = 0
  for (const payload of some) {
    const title = payload.slice(0, 90)
    const input = buildPublication({
      title,
      summary: payload.slice(0, 190),
      markdown: `${payload}\n\n正文。`,
      source: payload.slice(0, 50),
      contact: { division: payload.slice(0, 50), phone: payload.slice(0, 30), hours: payload.slice(0, 50) },
    })
    const created = await as('editor')('POST', '/api/staff/publications', input)
    // NUL is refused by the text policy; everything else is kept as typed.
    if (payload.includes('\0')) {
      expect(created.status).toBe(400)
      continue
    }
    if (created.status === 400) continue
    expect(created.status).toBe(201)
    const { id, contentHash } = created.json
    const url = `/api/staff/publications/${id}`
    expectHarmless((await as('head')('GET', url)).json.html, payload)
    const submission = await as('editor')('POST', `${url}/submission`)
    // Links without an address never get past the findings.
    if (submission.json.code === 'findings_blocking') continue
    expect(submission.status).toBe(200)
    for (const step of ['first', 'second', 'final', 'confidentiality'] as const) {
      const body = { step, decision: 'approve', opinion: payload.slice(0, 400), contentHash }
      expect((await as(signers[step])('POST', `${url}/sign-offs`, body)).status).toBe(200)
    }
    expect((await as('office')('POST', `${url}/publish`)).status).toBe(200)
    stored++
    const page = await as('head')('GET', `${url}/review-sheet`, undefined, { accept: 'text/html' })
    expectHarmless(page.text, payload)
    expectHarmless((await web.stranger('GET', `/api/publications/${id}`)).json.html, payload)
    expectHarmlessRss((await web.stranger('GET', '/feeds/publications.xml')).text, payload)
    expect((await web.stranger('GET', '/feeds/publications.json')).text).not.toMatch(/[<>]/)
    const reason = payload.slice(0, 290)
    expect((await as('leader')('POST', `${url}/withdrawal`, { reason })).status).toBe(200)
    expectHarmless((await web.stranger('GET', `/api/publications/${id}`)).json.html, payload)
  }
  expect(stored).toBeGreaterThan(20)
})
