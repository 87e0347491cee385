import { formOf } from '../../support/files'
import { type HttpClient, serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient

beforeEach(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  await test.staff('editor')
  editor = await web.staff('editor')
})
afterEach(async () => {
  await web.close()
  await test.close()
})

const SHEET = '/api/staff/questions/sheet'
const head = '题型,题干,选项A,选项B,选项C,答案,解析,依据'
const csv = (...lines: string[]) => formOf('题.csv', Buffer.from([head, ...lines].join('\r\n')), 'text/csv')
const bank = async () => (await editor('GET', '/api/staff/questions?limit=100')).json.items

it('the sheet to start from can be imported as it is, as CSV and as a workbook', async () => {
  for (const format of ['csv', 'xlsx']) {
    const reply = await fetch(`${web.base}/api/staff/questions/template?format=${format}`, {
      headers: { cookie: await cookie() },
    })
    const content = Buffer.from(await reply.arrayBuffer())
    const dry = await editor('POST', `${SHEET}?dryRun=true`, formOf(`样式.${format}`, content))
    expect([dry.status, dry.json]).toEqual([200, { read: 3, imported: 0, ids: [], findings: [] }])
    if (format === 'xlsx')
      expect((await editor('POST', SHEET, formOf(`样式.${format}`, content))).json.imported).toBe(3)
  }
  const [judgement, multiple] = await bank()
  expect([judgement.kind, judgement.options, judgement.answer]).toEqual(['true_false', ['正确', '错误'], [0]])
  expect([multiple.kind, multiple.answer]).toEqual(['multiple', [0, 1]])
})

it('what is wrong is told by its row, and nothing is imported', async () => {
  const form = () =>
    csv(
      '单选题,甲？,一,二,,A,解析,依据',
      '问答题,乙？,一,二,,A,解析,依据',
      '',
      '多选题,"丙\n两行？",一,二,三,A,解析,依据',
      '判断题,丁。,,,,也许,解析,依据',
      '单选题,甲？,二,一,,B,解析,',
      '单选题,甲？,二,一,,B,解析,依据',
    )
  const before = await test.office.ledger.headSeq()
  const dry = await editor('POST', `${SHEET}?dryRun=true`, form())
  expect(dry.status).toBe(200)
  expect(dry.json.findings.map((f: { line: number; column: string }) => [f.line, f.column])).toEqual([
    [3, '题型'],
    [5, '答案'],
    [7, '答案'],
    [8, '依据'],
    [9, '题干'],
  ])
  expect(dry.json.findings[4].message).toContain('第 2 行')
  const refused = await editor('POST', SHEET, form())
  expect([refused.status, refused.json.code]).toEqual([400, 'invalid_request'])
  expect(refused.json.errors[0]).toMatchObject({ path: '第3行.题型' })
  expect([await bank(), await test.office.ledger.headSeq()]).toEqual([[], before])
})

it('an import is one ledger entry; questions that are there already are told by their row', async () => {
  const form = () => csv('单选题,甲？,一,二,,A,解析,依据', '单选题,乙？,一,二,,B,解析,依据')
  const before = await test.office.ledger.headSeq()
  expect((await editor('POST', SHEET, form())).json.imported).toBe(2)
  expect(await test.office.ledger.headSeq()).toBe(before + 1)
  const again = await editor('POST', `${SHEET}?dryRun=true`, form())
  expect(again.json.findings.map((f: { line: number }) => f.line)).toEqual([2, 3])
})

it.each([
  ['题.txt', Buffer.from(head)],
  ['题.xlsx', Buffer.from('no zip')],
  ['题.csv', Buffer.from([0xff, 0xfe, 0, 0, 0x81])],
  ['题.csv', Buffer.alloc(0)],
])('%s that is none is refused', async (name, content) => {
  const reply = await editor('POST', SHEET, formOf(name, content))
  expect([reply.status, reply.json.errors[0].path]).toEqual([400, 'file'])
})

async function cookie(): Promise<string> {
  const body = { username: 'editor', password: 'Lanchuan-2026!' }
  const reply = await web.stranger('POST', '/api/staff/session', body)
  return reply.headers.get('set-cookie')?.split(';')[0] ?? ''
}
