import { type HttpClient, serveOffice } from '../../support/http'
import { leastMs } from '../../support/least'
import { openTestOffice, type TestOffice } from '../../support/office'
import { buildPublication, clearPublication, publicationDesk } from '../../support/publications'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient
const desk = publicationDesk(() => test)

beforeEach(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy'] as const) await test.staff(role)
  editor = await web.staff('editor')
})
afterEach(async () => {
  await web.close()
  await test.close()
})

const titles = async (client: HttpClient, query: string) => {
  const { status, json } = await client('GET', `/api/staff/publications?${query}`)
  expect([query, status]).toEqual([query, 200])
  return json.items.map((item: { title: string }) => item.title) as string[]
}

it('a preview shows what residents would see and where in the text each finding stands', async () => {
  const markdown = '# 标题\n\n请拨打 **138**00138000 咨询。\n\n电话 13900139000。\n\n<script>x</script>'
  const before = await test.office.ledger.headSeq()
  const { status, json } = await editor('POST', '/api/staff/publications/preview', { markdown })
  expect(status).toBe(200)
  expect(json.html).toContain('<h2>标题</h2>')
  expect(json.html).not.toContain('<script>')
  const phones = json.findings.filter((f: { code: string }) => f.code === 'phone')
  const places = phones.map((f: { start: number; end: number }) => markdown.slice(f.start, f.end).trim())
  // Cut apart by marks, a number is pointed at by its paragraph.
  expect(places.sort()).toEqual(['13900139000', '请拨打 **138**00138000 咨询。'])
  expect(await test.office.ledger.headSeq()).toBe(before)
})

it('a reviewer sees what has changed since he returned it, a newcomer everything', async () => {
  const made = await desk.submitted({ markdown: '买粽子选证照齐全的商家。' })
  const head = await web.staff('head')
  await head('POST', `/api/staff/publications/${made.id}/sign-offs`, {
    step: 'first',
    decision: 'return',
    opinion: '应为月饼',
    contentHash: made.contentHash,
  })
  const edited = await desk.edit(made.id, made.contentHash, { markdown: '买月饼选证照齐全的商家。' })
  await desk.submit(made.id)
  const path = `/api/staff/publications/${made.id}/changes`
  const { json } = await head('GET', path)
  expect(json.since).toMatchObject({ contentHash: made.contentHash, reason: 'signed', decision: 'return' })
  expect([json.contentHash, json.isChanged]).toEqual([edited.contentHash, true])
  const changed = json.fields.filter((f: { isChanged: boolean }) => f.isChanged)
  expect(changed).toHaveLength(1)
  expect(changed[0]).toMatchObject({
    field: 'markdown',
    label: '正文',
    parts: [
      { op: 'same', text: '买' },
      { op: 'removed', text: '粽子' },
      { op: 'added', text: '月饼' },
      { op: 'same', text: '选证照齐全的商家。' },
    ],
  })
  const office = await web.staff('office')
  expect((await office('GET', path)).json.since).toBeNull()
  expect((await office('GET', `${path}?since=${made.contentHash}`)).json.since.reason).toBe('asked')
  expect((await office('GET', `${path}?since=${'0'.repeat(64)}`)).status).toBe(400)
})

it('a correction is compared with what residents see, and its note stays visible', async () => {
  const { id, contentHash } = await clearPublication(test)
  await desk.publish(id)
  const edited = await desk.edit(id, contentHash, {
    title: '端午选粽提示（更正）',
    correction: '原标题有误。',
  })
  const office = await web.staff('office')
  expect((await office('GET', `/api/staff/publications/${id}/changes`)).json.since.reason).toBe('signed')
  expect((await editor('GET', `/api/staff/publications/${id}/changes`)).json.since.reason).toBe('published')
  await desk.submit(id)
  for (const step of ['first', 'confidentiality', 'second', 'final'] as const)
    await desk.sign(id, step, edited.contentHash)
  test.clock.advance(1_000)
  await desk.publish(id)
  const { corrections } = (await web.stranger('GET', `/api/publications/${id}`)).json
  expect(corrections).toEqual([{ at: '2026-11-24T01:00:01.000Z', note: '原标题有误。' }])
})

it('lists by state, kind, author and words of the title, each with its cursor', async () => {
  for (const title of ['月饼一', '月饼二', '100%果汁', '粽子']) await desk.create({ title })
  await desk.submitted({ title: '月饼三', kind: 'notice' })
  const author = (await test.staff('editor')).id
  expect(await titles(editor, 'q=月饼')).toEqual(['月饼三', '月饼二', '月饼一'])
  expect(await titles(editor, `q=${encodeURIComponent('0%果')}`)).toEqual(['100%果汁'])
  expect(await titles(editor, 'q=_')).toEqual([])
  expect(await titles(editor, 'state=in_review')).toEqual(['月饼三'])
  expect(await titles(editor, 'kind=notice&q=月饼')).toEqual(['月饼三'])
  expect(await titles(editor, `author=${author}&limit=2`)).toEqual(['月饼三', '粽子'])
  expect(await titles(await web.staff('head'), 'author=me')).toEqual([])
  const first = (await editor('GET', '/api/staff/publications?q=月饼&limit=2')).json
  expect(await titles(editor, `q=月饼&limit=2&cursor=${first.nextCursor}`)).toEqual(['月饼一'])
})

it('shows each person what waits for his or her signature, and nothing else', async () => {
  const made = await desk.submitted({ title: '待审' })
  await desk.create({ title: '草稿' })
  const mine = 'mine=to_review'
  const [head, office, secrecy] = [
    await web.staff('head'),
    await web.staff('office'),
    await web.staff('secrecy'),
  ]
  expect(await titles(head, mine)).toEqual(['待审'])
  expect([await titles(office, mine), await titles(editor, mine)]).toEqual([[], []])
  expect(await titles(secrecy, mine)).toEqual(['待审'])
  await desk.sign(made.id, 'first', made.contentHash)
  expect([await titles(head, mine), await titles(office, mine)]).toEqual([[], ['待审']])
  const shown = (await office('GET', `/api/staff/publications/${made.id}`)).json
  expect([shown.mySteps, shown.allowed]).toEqual([['second'], ['sign']])
  expect((await editor('GET', `/api/staff/publications/${made.id}`)).json.allowed).toEqual(['edit'])
  await desk.edit(made.id, made.contentHash, { title: '改了' })
  expect([await titles(office, mine), await titles(secrecy, mine)]).toEqual([[], []])
})

describe('a hundred thousand of them', () => {
  const ROWS = 100_000

  beforeEach(async () => {
    const { publication } = await test.office.publications.createPublication(
      await test.staff('editor'),
      buildPublication({ title: '样本' }),
    )
    // Copies by the database itself: only lists look at them.
    const digits = Array.from({ length: 10 }, (_, i) => `SELECT ${i} AS d`).join(' UNION ALL ')
    const five = ['a', 'b', 'c', 'd', 'e'].map((t) => `(${digits}) ${t}`).join(' CROSS JOIN ')
    const number = '(a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d)'
    const mysql = test.office.database.kind === 'mysql'
    const padded = mysql ? `LPAD(${number}, 6, '0')` : `substr('000000' || ${number}, -6)`
    const id = mysql ? `CONCAT('00000000000000000000', ${padded})` : `'00000000000000000000' || ${padded}`
    const title = mysql ? `CONCAT('通知', ${number})` : `'通知' || ${number}`
    const columns =
      'content_hash, owner_division_id, author_id, contributor_ids, live_version_id, published_at, corrected_at, withdrawn_at, withdrawal_reason, created_at, updated_at'
    const from = `FROM publications p CROSS JOIN ${five} WHERE p.id = ?`
    await test.office.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO publications (id, kind, title, content, state, ${columns}) SELECT ${id}, 'notice', ${title}, p.content, 'published', ${columns
          .split(', ')
          .map((c) => `p.${c}`)
          .join(', ')} ${from}`,
        [publication.id],
      )
      await tx.query(`INSERT INTO publication_titles (id, title) SELECT ${id}, ${title} ${from}`, [
        publication.id,
      ])
    })
  })

  it('are paged within 300 ms, whichever filter is set', async () => {
    const staff = await test.staff('head')
    const author = (await test.staff('editor')).id
    const { publicationDesk: lists } = test.office
    const filters = [
      {},
      { state: 'published' as const },
      { state: 'draft' as const },
      { kind: 'notice' as const },
      { kind: 'sampling_result' as const },
      { authorId: author },
      { authorId: staff.id },
      { q: '通知99999' },
      { q: '没有这样的标题' },
      { toReview: true },
      { cursor: `${'0'.repeat(20)}050000` },
    ]
    const counted = await test.office.database.select('SELECT COUNT(*) AS n FROM publications', [])
    expect(Number(counted[0]?.n)).toBe(ROWS + 1)
    for (const filter of filters) {
      const ms = await leastMs(300, () => lists.list(staff, { limit: 20, ...filter }))
      expect([filter, ms < 300 ? 'quick' : ms]).toEqual([filter, 'quick'])
    }
  })
})

it('a list names the author, and one of them its related document', async () => {
  const related = await desk.create({ title: '选粽指南' })
  const { id } = await desk.create({ relatedDocumentId: related.id })
  const { json } = await editor('GET', '/api/staff/publications')
  expect(json.items[0].author).toEqual({ id: json.items[0].authorId, name: '测试editor' })
  const one = (await editor('GET', `/api/staff/publications/${id}`)).json
  expect(one.relatedDocument).toEqual({ id: related.id, title: '选粽指南' })
  expect((await editor('GET', `/api/staff/publications/${related.id}`)).json.relatedDocument).toBeUndefined()
})

it('whom a push would reach can be seen before publishing, once it is cleared and no sooner', async () => {
  for (const openid of ['a', 'b']) await test.resident(openid)
  const { id } = await desk.submitted()
  const office = await web.staff('office')
  const order = { subject: { kind: 'publication', id }, channels: ['inbox'] }
  const ask = () => office('POST', '/api/staff/campaigns/preview', order)
  expect((await ask()).status).toBe(409)
  const { contentHash } = await test.office.publicationReads.findAny(id)
  for (const step of ['first', 'confidentiality', 'second', 'final'] as const)
    await desk.sign(id, step, contentHash)
  expect((await ask()).json).toEqual({ audience: 2, reachable: { inbox: 2 }, needsConsent: 0 })
  // Only to be looked at: a campaign needs what is public.
  expect((await office('POST', '/api/staff/campaigns', order)).status).toBe(409)
})
