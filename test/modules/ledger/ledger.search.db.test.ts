import fc from 'fast-check'
import { type Actor, type LedgerEntry, LedgerSearch } from '../../../src/modules/ledger'
import { type HttpClient, serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { buildPoll } from '../../support/polls'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let auditor: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['auditor', 'secrecy', 'editor', 'leader'] as const) await test.staff(role)
  auditor = await web.staff('auditor')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

interface Shown {
  seq: number
  action: string
  actionName: string
  subject: { type: string; typeName: string; id: string; title: string | null }
}
const search = async (q: string, more = '') =>
  (await auditor('GET', `/api/staff/ledger?limit=100&q=${encodeURIComponent(q)}${more}`)).json
const write = (actor: Actor, action: string, subject: { type: string; id: string }, after: unknown) =>
  test.office.database.transaction((tx) => test.office.ledger.append(tx, actor, action, subject, { after }))
const person = (name: string): Actor => ({ kind: 'staff', id: 'P1', name })

describe('the book is searched by words', () => {
  it('of the title as it is now, the act’s name, its code, the person, the number and what was written down', async () => {
    const editor = await test.staff('editor')
    const draft = buildPoll(test.clock.now(), { title: '夏季冷饮抽检投票' })
    const poll = await test.office.polls.createPoll(editor, draft)
    await test.office.polls.openPoll(await test.staff('leader'), poll.id)
    const [opened, created]: Shown[] = (await search('夏季冷饮')).items
    expect([opened?.action, created?.action]).toEqual(['polls.open', 'polls.create'])
    expect(opened).toMatchObject({
      actionName: '开放投票',
      subject: { type: 'poll', typeName: '投票', id: poll.id, title: '夏季冷饮抽检投票' },
    })
    const only = async (q: string) => (await search(q)).items.map((e: Shown) => e.seq)
    expect(await only('冷饮 开放投票')).toEqual([opened?.seq])
    expect(await only('冷饮 POLLS.OPEN')).toEqual([opened?.seq])
    expect(await only(`你点我检 ${poll.id.toLowerCase()} 测试leader`)).toEqual([opened?.seq])
    expect(await only('冷饮 没有这些字')).toEqual([])
    const renamed = { ...buildPoll(test.clock.now(), { title: '改过的标题' }) }
    const other = await test.office.polls.createPoll(editor, draft)
    const { contentHash } = (await auditor('GET', `/api/staff/polls/${other.id}`)).json
    await test.office.polls.editPoll(editor, other.id, renamed, contentHash)
    // The act of its creation is found by both: its title now, and what was written down then.
    const [, first] = await only('改过的标题')
    expect((await only('夏季冷饮')).includes(first as number)).toBe(true)
  })

  it('signs are taken as they are, letters in either case, and JSON’s own writing is seen through', async () => {
    await write(
      person('王某'),
      'test.odd',
      { type: 'test', id: 'X-1' },
      { note: '100% _甲_ "引号" \\ A路\n行' },
    )
    const hits = async (q: string) =>
      (await search(q)).items.filter((e: Shown) => e.action === 'test.odd').length
    for (const q of ['100%', '_甲_', '"引号"', '\\', 'a路', 'x-1', '%'])
      expect([q, await hits(q)]).toEqual([q, 1])
    for (const q of ['1%0', '甲_"', 'b路']) expect([q, await hits(q)]).toEqual([q, 0])
  })

  it('together with the other conditions, by whoever may read the book and nobody else', async () => {
    await write(person('李某'), 'push.launch', { type: 'campaign', id: 'C-9' }, { note: '合在一起' })
    expect((await search('合在一起', '&actionPrefix=push.')).items).toHaveLength(1)
    expect((await search('合在一起', '&actionPrefix=polls.')).items).toHaveLength(0)
    const secrecy = await web.staff('secrecy')
    expect((await secrecy('GET', '/api/staff/ledger?q=x')).status).toBe(403)
    expect((await secrecy('GET', '/api/staff/ledger/names')).status).toBe(403)
    const long = await auditor('GET', `/api/staff/ledger?q=${'x'.repeat(101)}`)
    expect([long.status, long.json.errors[0].path]).toEqual([400, 'q'])
    const names = (await auditor('GET', '/api/staff/ledger/names')).json
    expect(names.actions).toContainEqual({ code: 'polls.open', name: '开放投票' })
  })
})

describe('window by window', () => {
  const word = fc.constantFrom('食品', '电梯', 'Abc', '广告', '%', '登录')
  const entry = fc.record({ actor: word, action: fc.constantFrom('polls.open', 'staff.sign_in'), note: word })
  const one = { type: 'test', id: 'W' }

  it('finds what looking at every entry finds, in order, whatever the window and the page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 25 }),
        fc.uniqueArray(word, { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        async (entries, terms, window, limit) => {
          const from = await test.office.ledger.headSeq()
          await test.office.database.transaction(async (tx) => {
            for (const { actor, action, note } of entries)
              await test.office.ledger.append(tx, person(actor), action, one, { after: { note } })
          })
          const holds = ({ actor, action, note }: (typeof entries)[number], term: string) =>
            [actor, note, action === 'staff.sign_in' ? '登录 机构、账号、登录' : '开放投票 你点我检']
              .join(' ')
              .toLowerCase()
              .includes(term.toLowerCase())
          const wanted = entries
            .map((e, i) => ({ e, seq: from + 1 + i }))
            .filter(({ e }) => terms.every((t) => holds(e, t)))
            .map(({ seq }) => seq)
            .reverse()
          const searching = new LedgerSearch(test.office.database, [], window)
          const found: LedgerEntry[] = []
          let cursor: string | undefined
          for (let pages = 0; pages < 200; pages++) {
            const page = await searching.search({ limit, cursor, subjectId: 'W' }, terms.join(' '))
            expect(page.items.length).toBeLessThanOrEqual(limit)
            found.push(...page.items)
            cursor = page.nextCursor ?? undefined
            if (!cursor || Number(cursor) <= from) break
          }
          expect(found.map((e) => e.seq).filter((seq) => seq > from)).toEqual(wanted)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('says how far it has looked where it stops for breath, and goes on from there', async () => {
    const before = await test.office.ledger.headSeq()
    const alone = { type: 'test', id: 'far' }
    await write(person('甲'), 'test.far', alone, { note: '很久以前' })
    for (let n = 0; n < 45; n++) await write(person('甲'), 'test.far', alone, { note: '后来' })
    const searching = new LedgerSearch(test.office.database, [], 2)
    const first = await searching.search({ limit: 10, subjectId: 'far' }, '很久以前')
    // Twenty windows of two.
    expect([first.items, first.searchedDownTo, first.nextCursor]).toEqual([
      [],
      before + 46 - 39,
      String(before + 46 - 39),
    ])
    const cursor = first.nextCursor ?? undefined
    const second = await searching.search({ limit: 10, subjectId: 'far', cursor }, '很久以前')
    expect([second.items.map((e) => e.seq), second.searchedDownTo, second.nextCursor]).toEqual([
      [before + 1],
      null,
      null,
    ])
  })
})
