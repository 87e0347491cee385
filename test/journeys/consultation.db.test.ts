import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildConsultation, docxOf, docxParts, ruleText, zipped } from '../support/consultations'
import { type HttpClient, serveOffice } from '../support/http'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient
let leader: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader'] as const) await test.staff(role)
  editor = await web.staff('editor')
  leader = await web.staff('leader')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const body = (over: Record<string, unknown> = {}) => {
  const { opensAt, closesAt, ...rest } = buildConsultation(test.clock.now())
  return {
    ...rest,
    opensAt: new Date(opensAt).toISOString(),
    closesAt: new Date(closesAt).toISOString(),
    ...over,
  }
}
const create = async (): Promise<string> =>
  (await editor('POST', '/api/staff/consultations', body())).json.id as string
const form = (filename: string, content: Buffer | string) => {
  const data = new FormData()
  data.append('file', new Blob([Buffer.from(content)]), filename)
  return data
}
const ledgerSize = async () => (await test.office.ledger.verify()).entries
const codes = (reply: { status: number; json: { code: string } }) => [reply.status, reply.json.code]

describe('a consultation, from draft to analysis', () => {
  it('a rule of 27 articles is imported, opened by another, commented and read clause by clause', async () => {
    let entries = await ledgerSize()
    const oneMoreEntry = async () => {
      expect(await ledgerSize()).toBe(entries + 1)
      entries++
    }
    const id = await create()
    await oneMoreEntry()
    const url = `/api/staff/consultations/${id}`
    expect(codes(await leader('POST', `${url}/opening`))).toEqual([409, 'draft_missing'])
    expect((await web.stranger('GET', `/api/consultations/${id}`)).status).toBe(404)

    const typed = await editor('POST', `${url}/drafts`, { text: ruleText })
    await oneMoreEntry()
    const articles = (reply: { json: { clauses: { kind: string; label: string; number: number }[] } }) =>
      reply.json.clauses.filter((c) => c.kind === 'article')
    expect([typed.status, typed.json.version, articles(typed).length]).toEqual([201, 1, 27])
    expect(articles(typed).map((c) => c.number)).toEqual(Array.from({ length: 27 }, (_, i) => i + 1))
    expect(typed.json.warnings).toEqual([])
    const textHash = (await editor('GET', url)).json.draft.sourceHash
    const word = await editor('POST', `${url}/drafts`, form('征求意见稿.docx', await docxOf(ruleText)))
    await oneMoreEntry()
    expect([word.status, word.json.version, articles(word).length]).toEqual([201, 2, 27])
    const { draft } = (await editor('GET', url)).json
    expect(draft).toMatchObject({ version: 2, sourceHash: textHash, titleAt: 0 })
    type Piece = { heading: string; text: string; inline: boolean }
    const text = draft.clauses.map((c: Piece) => (c.inline ? '' : '\n') + c.heading + c.text).join('')
    expect(draft.titleLines.join('\n') + text).toBe(ruleText.replaceAll('\u3000', ' '))

    expect((await editor('POST', `${url}/opening`)).status).toBe(403)
    expect(await ledgerSize()).toBe(entries)
    expect((await leader('POST', `${url}/opening`)).json.state).toBe('open')
    await oneMoreEntry()
    expect(codes(await leader('POST', `${url}/opening`))).toEqual([409, 'already_opened'])
    expect(codes(await editor('POST', `${url}/drafts`, { text: ruleText }))).toEqual([409, 'already_opened'])

    const read = await web.stranger('GET', `/api/consultations/${id}`)
    expect(read.json).toMatchObject({ id, state: 'open', draft: { version: 2 } })
    expect(read.json.contact).toEqual(body().contact)
    const clauses = read.json.draft.clauses as { id: string; label: string; parentId: string | null }[]
    expect(Object.keys(clauses[0] ?? {}).sort()).toEqual([
      'id',
      'kind',
      'label',
      'number',
      'parentId',
      'text',
    ])
    const fifth = clauses.find((c) => c.label === '第五条')
    const ninth = clauses.find((c) => c.label === '第九条')
    const item = clauses.find((c) => c.label === '（二）')
    expect(clauses.find((c) => c.id === item?.parentId)?.label).toBe('第六条')

    const said: [string, unknown][] = [
      ['o-a', { clauseId: fifth?.id, text: '应当加上规格', stance: 'amend', group: 'resident' }],
      ['o-b', { clauseId: fifth?.id, text: '同意', stance: 'support' }],
      ['o-c', { clauseId: ninth?.id, text: '封顶价格要按天算，可打13800138000问我', stance: 'amend' }],
      ['o-d', { clauseId: item?.id, text: '活虾算不算？', stance: 'ask', group: 'business' }],
      ['o-e', { text: '总体很好' }],
    ]
    for (const [openid, comment] of said) {
      const resident = await web.resident(openid)
      const first = await resident('POST', `/api/consultations/${id}/comments`, comment)
      expect(first.json).toEqual({
        id: expect.any(String),
        receivedAt: expect.any(String),
        receipt: expect.stringMatching(/^[0-9a-f]{32}$/),
      })
      const again = await resident('POST', `/api/consultations/${id}/comments`, comment)
      expect([first.status, again.status, again.text]).toEqual([201, 200, first.text])
    }
    expect(await ledgerSize()).toBe(entries)

    const letter = { source: 'letter', receivedOn: '2026-11-24', text: '同意。', clauseId: fifth?.id }
    const entered = await editor('POST', `${url}/comments`, {
      ...letter,
      stance: 'support',
      group: 'association',
    })
    await oneMoreEntry()
    expect([entered.status, entered.json.source, entered.json.clauseLabel]).toEqual([201, 'letter', '第五条'])
    expect(entered.json.duplicateOf).toEqual(expect.any(String))
    expect((await editor('POST', `${url}/comments`, { ...letter, source: 'mini_program' })).status).toBe(400)

    await test.office.analysing.run()
    const analysis = await editor('GET', `${url}/analysis`)
    const line = (clauseId: string | null | undefined) =>
      analysis.json.clauses.find((c: { clauseId: string | null }) => c.clauseId === clauseId)
    const none = { support: 0, oppose: 0, amend: 0, ask: 0, unstated: 0 }
    expect(line(fifth?.id)).toMatchObject({
      comments: 3,
      persons: 3,
      stances: { ...none, amend: 1, support: 2 },
    })
    expect(line(item?.id)).toMatchObject({ label: '第六条（二）', comments: 1, stances: { ...none, ask: 1 } })
    expect(line(null)).toMatchObject({ label: '全文', comments: 1, stances: { ...none, unstated: 1 } })
    expect(analysis.json.groups.map((g: { size: number }) => g.size)).toEqual([2, 1, 1, 1, 1])
    expect(analysis.json.groups[0]).toMatchObject({
      size: 2,
      clauseId: fifth?.id,
      sources: ['mini_program', 'letter'],
      kind: 'duplicate',
    })
    expect(analysis.json.progress).toEqual({
      analysed: 6,
      total: 6,
      answered: 0,
      unanswered: 6,
    })
    expect(analysis.json.totals).toMatchObject({ comments: 6, persons: 6 })

    const list = await editor('GET', `${url}/comments?limit=2`)
    expect(list.json.items).toHaveLength(2)
    const next = await editor('GET', `${url}/comments?limit=100&cursor=${list.json.nextCursor}`)
    expect(next.json.items).toHaveLength(4)
    expect(next.text).not.toContain('13800138000')
    const ids = async (query: string) =>
      (await editor('GET', `${url}/comments?${query}`)).json.items.map((c: { text: string }) => c.text)
    expect(await ids('clauseId=-')).toEqual(['总体很好'])
    expect(await ids('source=letter&stance=support')).toEqual(['同意。'])
    expect((await editor('GET', `${url}/comments?sort=text`)).status).toBe(400)
    expect((await editor('GET', `${url}/comments?reveal=true`)).status).toBe(403)
    expect(await ledgerSize()).toBe(entries)
    expect((await leader('GET', `${url}/comments?reveal=true`)).text).toContain('13800138000')
    await oneMoreEntry()

    const mine = await (await web.resident('o-d'))('GET', '/api/me/comments')
    expect(mine.json.items).toEqual([
      expect.objectContaining({
        consultationId: id,
        clauseLabel: '第六条（二）',
        text: '活虾算不算？',
        outcome: null,
      }),
    ])

    expect((await leader('POST', `${url}/closing`)).json.state).toBe('closed')
    await oneMoreEntry()
    const late = await (await web.resident('o-late'))('POST', `/api/consultations/${id}/comments`, {
      text: '晚了',
    })
    expect(codes(late)).toEqual([409, 'consultation_closed'])
    const year = await editor('GET', '/api/staff/consultations/summary?year=2026')
    expect(year.json).toEqual({ year: '2026', opened: 1, closed: 1 })
    const closed = await web.stranger('GET', '/api/consultations?state=closed')
    expect(closed.json.items.map((c: { id: string }) => c.id)).toContain(id)
  })

  it('fewer than 30 days need a reason, and a contact is always needed', async () => {
    const at = (ms: number) => new Date(test.clock.now() + ms).toISOString()
    const paths = async (over: Record<string, unknown>) => {
      const reply = await editor('POST', '/api/staff/consultations', body(over))
      return [reply.status, ...(reply.json.errors ?? []).map((e: { path: string }) => e.path)]
    }
    expect(await paths({ opensAt: at(0), closesAt: at(29 * DAY) })).toEqual([400, 'shorterReason'])
    expect(await paths({ opensAt: at(0), closesAt: at(30 * DAY) })).toEqual([201])
    expect(await paths({ opensAt: at(0), closesAt: at(7 * DAY), shorterReason: '防汛急需' })).toEqual([201])
    expect(await paths({ opensAt: at(HOUR), closesAt: at(0) })).toEqual([400, 'closesAt'])
    expect(await paths({ contact: undefined })).toEqual([400, 'contact'])
    expect(await paths({ contact: { division: '科', phone: '', hours: '全天' } })).toEqual([
      400,
      'contact.phone',
    ])
  })

  it('files that are not what they seem are refused and leave nothing behind', async () => {
    const id = await create()
    const entries = await ledgerSize()
    const url = `/api/staff/consultations/${id}/drafts`
    const exe = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(4_000, 7)])
    const bomb = await zipped({ ...docxParts(ruleText), 'word/media/a.bin': Buffer.alloc(60 * 1024 * 1024) })
    const large = Buffer.alloc(11 * 1024 * 1024, 'a')
    const cases: [string, Buffer | string, number, string][] = [
      ['征求意见稿.docx', exe, 400, 'draft_refused'],
      ['征求意见稿.txt', exe, 400, 'draft_refused'],
      ['征求意见稿.md', await docxOf(ruleText), 400, 'draft_refused'],
      ['征求意见稿.docx', bomb, 400, 'draft_refused'],
      ['征求意见稿.docx', '', 400, 'draft_refused'],
      ['征求意见稿.txt', '', 400, 'draft_refused'],
      ['征求意见稿.txt', '大家好', 400, 'draft_refused'],
      ['征求意见稿.docx', ruleText, 400, 'draft_refused'],
      ['征求意见稿.docx.exe', await docxOf(ruleText), 400, 'draft_refused'],
      ['征求意见稿', ruleText, 400, 'draft_refused'],
      ['征求意见稿.docx', large, 413, 'too_large'],
      ['征求意见稿.txt', large, 413, 'too_large'],
    ]
    for (const [name, content, status, code] of cases)
      expect([name, ...codes(await editor('POST', url, form(name, content)))]).toEqual([name, status, code])
    expect((await editor('POST', url, { text: '' })).status).toBe(400)
    expect(codes(await editor('POST', url, { text: '大家好' }))).toEqual([400, 'draft_refused'])
    expect((await leader('POST', url, { text: ruleText })).status).toBe(403)
    expect((await editor('GET', `/api/staff/consultations/${id}`)).json.draft).toBeNull()
    const rows = await test.office.database.select('SELECT id FROM drafts WHERE consultation_id = ?', [id])
    expect([rows, await ledgerSize()]).toEqual([[], entries])
  })

  it('plain text may come in UTF-8, UTF-16 or GB 18030 and reads the same', async () => {
    const id = await create()
    const url = `/api/staff/consultations/${id}`
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(ruleText, 'utf16le')])
    // “第一条 好。第二条 行。” as Windows in Chinese saves it.
    const gb = Buffer.from('b5dad2bbccf520bac3a1a30d0ab5dab6feccf520d0d0a1a3', 'hex')
    const hashes = new Set<string>()
    for (const content of [Buffer.from(ruleText), Buffer.from(`\ufeff${ruleText}`), utf16]) {
      expect((await editor('POST', `${url}/drafts`, form('稿.TXT', content))).status).toBe(201)
      hashes.add((await editor('GET', url)).json.draft.sourceHash)
    }
    expect(hashes.size).toBe(1)
    const windows = await editor('POST', `${url}/drafts`, form('稿.txt', gb))
    expect(windows.json.clauses.map((c: { label: string; text: string }) => [c.label, c.text])).toEqual([
      ['第一条', '好。'],
      ['第二条', '行。'],
    ])
  })

  const law = join(__dirname, '../../../shared/data/laws/明码标价和禁止价格欺诈规定(2022-04-14).md')
  if (existsSync(law))
    it('the real rule on marked prices has its 27 articles too', async () => {
      const id = await create()
      const file = form('明码标价和禁止价格欺诈规定.md', readFileSync(law))
      const reply = await editor('POST', `/api/staff/consultations/${id}/drafts`, file)
      expect(reply.status).toBe(201)
      expect(reply.json.clauses.filter((c: { kind: string }) => c.kind === 'article')).toHaveLength(27)
      expect(reply.json.warnings).toEqual([])
    })
  else process.stdout.write(`skipped: no file ${law}\n`)
})
