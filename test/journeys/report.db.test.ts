import { elevatorConsultation } from '../../src/demo/consultations'
import { systemActor } from '../../src/modules/ledger'
import { SimulatedIdentity } from '../../src/platform/wechat/identity'
import { buildConsultation, ruleText } from '../support/consultations'
import { docxTables } from '../support/docx'
import { type HttpClient, serveOffice } from '../support/http'
import { DAY } from '../support/office'
import { signers } from '../support/publications'
import { buildLine, workOff } from '../support/reports'
import { yauzlEntries } from '../support/unzip'
import { miniApp, openWechatOffice, type WechatTest } from '../support/wechat'

const OUTCOME = 'demo-mini-consultation'

let test: WechatTest
let web: Awaited<ReturnType<typeof serveOffice>>
let staff: Record<string, HttpClient>
const signInAll = async () => {
  staff = {}
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'])
    staff[role] = await web.staff(role)
}
const as = (role: string): HttpClient => staff[role] as HttpClient

beforeAll(async () => {
  test = await openWechatOffice(undefined, {
    identities: new SimulatedIdentity(miniApp.appId),
    notice: '本站为虚构城市演示',
  })
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] as const)
    await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

interface Said {
  text: string
  article?: number
  source: string
  group?: string
  stance?: string
  grants?: boolean
}
interface Taken extends Said {
  id: string
  openid: string
}
const path = (id: string, rest: string) => `/api/staff/consultations/${id}/${rest}`
const dayOf = (instant: number) => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10)

/** From the draft to the end, through the counters. */
async function held(title: string, draft: string, all: readonly Said[]) {
  await signInAll()
  const { opensAt, closesAt, ...rest } = buildConsultation(test.clock.now())
  const window = { opensAt: new Date(opensAt).toISOString(), closesAt: new Date(closesAt).toISOString() }
  const { id } = (await as('editor')('POST', '/api/staff/consultations', { ...rest, ...window, title })).json
  const uploaded = await as('editor')('POST', path(id, 'drafts'), { text: draft })
  const clauses = uploaded.json.clauses as { id: string; kind: string; number: number }[]
  expect((await as('leader')('POST', path(id, 'opening'))).status).toBe(200)
  const comments: Taken[] = []
  for (const [n, said] of all.entries()) {
    const openid = `m-${id.slice(-6).toLowerCase()}-${n}`
    const clauseId = clauses.find((c) => c.kind === 'article' && c.number === said.article)?.id
    const body = { text: said.text, clauseId, group: said.group, stance: said.stance }
    if (said.source === 'mini_program') {
      const client = await web.resident(openid)
      const { status, json } = await client('POST', `/api/consultations/${id}/comments`, body)
      expect(status).toBe(201)
      if (said.grants) {
        await client('POST', '/api/me/grants', { results: { [OUTCOME]: 'accept' } })
        test.fake.grant(openid, OUTCOME, 'one_time')
      }
      comments.push({ ...said, id: json.id, openid })
      continue
    }
    const entered = { ...body, source: said.source, receivedOn: dayOf(test.clock.now()) }
    const { status, json } = await as('editor')('POST', path(id, 'comments'), entered)
    expect(status).toBe(201)
    comments.push({ ...said, id: json.id, openid: '' })
  }
  test.clock.set(closesAt)
  await test.office.consultations.freezeDue(systemActor)
  await signInAll()
  return { id, clauses, comments }
}

/** Handed in, signed by four, let out; before every step the next one is tried and refused. */
async function letOut(id: string) {
  expect((await as('leader')('POST', path(id, 'report'))).json.code).toBe('review_incomplete')
  const submitted = await as('editor')('POST', path(id, 'report/submission'), {})
  expect(submitted.status).toBe(200)
  for (const step of ['first', 'second', 'confidentiality', 'final'] as const) {
    expect((await as('leader')('POST', path(id, 'report'))).json.code).toBe('review_incomplete')
    const signer = as(signers[step])
    expect((await signer('GET', path(id, 'report'))).json.mySteps).toEqual([step])
    const waiting = (await signer('GET', '/api/staff/home')).json.waiting
    expect(waiting).toContainEqual(expect.objectContaining({ kind: 'report_sign_off', id }))
    const { contentHash } = submitted.json
    const sign = { step, decision: 'approve', opinion: '同意。', contentHash }
    expect((await signer('POST', path(id, 'report/sign-offs'), sign)).status).toBe(200)
  }
  const before = await test.office.ledger.headSeq()
  const published = await as('leader')('POST', path(id, 'report'))
  expect([published.status, (await test.office.ledger.headSeq()) - before]).toEqual([200, 1])
  await workOff(test)
  return published.json as { reportId: string; publishedAt: string; campaignId: string }
}

/** What Word and LibreOffice need: rows that are not torn, heads that come again, no page for nothing at the end. */
async function layoutOf(file: Buffer) {
  const xml = String((await yauzlEntries(file)).get('word/document.xml'))
  const inLast = xml.slice(xml.lastIndexOf('<w:tbl>'))
  const count = (of: string, what: RegExp) => [...of.matchAll(what)].length
  return {
    wholeRows: count(inLast, /<w:trPr><w:cantSplit\/><\/w:trPr>/g),
    heads: count(xml, /<w:tblHeader\/>/g),
    empty: count(xml, /<w:p\/>/g),
  }
}

type Line = { id: string; comments: number; disposition: string; clauses: string[]; gist: string }
const sum = (totals: Record<string, number>) => Object.values(totals).reduce((a, b) => a + b, 0)

/** What everybody may see once it is out: the same totals in every place, and for each commenter his own line. */
async function seenByAll(id: string, comments: readonly Taken[], lineOf: ReadonlyMap<string, string>) {
  const { json: report } = await web.stranger('GET', `/api/consultations/${id}/report`)
  expect(report.received).toBe(comments.length)
  expect(sum(report.totals)).toBe(comments.length)
  expect(report.lines.reduce((n: number, l: Line) => n + l.comments, 0)).toBe(comments.length)
  const consultation = (await web.stranger('GET', `/api/consultations/${id}`)).json
  expect(consultation.reportId).toBe(report.id)
  const desk = (await as('auditor')('GET', path(id, 'report'))).json
  expect([desk.received, sum(desk.totals), desk.unanswered, desk.state]).toEqual([
    comments.length,
    comments.length,
    0,
    'published',
  ])
  const { progress, totals } = (await as('auditor')('GET', path(id, 'analysis'))).json
  expect([progress.total, progress.answered, totals.comments]).toEqual(Array(3).fill(comments.length))
  for (const { id: commentId, openid, source, grants } of comments) {
    if (source !== 'mini_program') continue
    const client = await web.resident(openid)
    const [mine] = (await client('GET', '/api/me/comments')).json.items
    expect([mine.id, mine.outcome?.lineId]).toEqual([commentId, lineOf.get(commentId)])
    const line = report.lines.find((l: Line) => l.id === mine.outcome.lineId)
    const { gist, disposition, reason, legality, rationality, feasibility } = line
    expect(mine.outcome).toMatchObject({ gist, disposition, reason, legality, rationality, feasibility })
    const [message] = (await client('GET', '/api/me/messages')).json.items
    expect(message).toMatchObject({ subjectKind: 'consultation_outcome' })
    expect(message.summary).toContain('您提的 1 条意见都有了答复')
    const pushed = test.fake.inbox(openid)
    expect(pushed.map((m) => m.link)).toEqual(grants ? [`pages/consultations/report?id=${id}`] : [])
  }
  return report
}

const sixteen: Said[] = [
  {
    text: '第十一条的字号太小，建议不小于两厘米。',
    article: 11,
    source: 'mini_program',
    group: 'resident',
    grants: true,
  },
  { text: '第十一条的字号太小，建议不小于两厘米！', article: 11, source: 'mini_program', group: 'resident' },
  { text: '第十一条的字号太小 建议不小于两厘米', article: 11, source: 'letter', group: 'resident' },
  {
    text: '一米以外看得清，什么叫看得清？',
    article: 11,
    source: 'mini_program',
    group: 'resident',
    stance: 'ask',
    grants: true,
  },
  { text: '停车场还应当标明免费时长。', article: 9, source: 'mini_program', group: 'resident', grants: true },
  { text: '夜间停车另收费的也要标。', article: 9, source: 'mini_program', group: 'resident' },
  { text: '餐具费应当一律免收。', article: 10, source: 'mini_program', group: 'resident', stance: 'oppose' },
  {
    text: '不同意一律免收餐具费，小店成本高。',
    article: 10,
    source: 'mini_program',
    group: 'business',
    grants: true,
  },
  { text: '七日内最低价不好算，建议改三十日。', article: 15, source: 'mini_program', group: 'business' },
  { text: '先提价再打折要重罚。', article: 18, source: 'mini_program', group: 'resident', grants: true },
  { text: '预付卡退款要写明几日内到账。', article: 17, source: 'email', group: 'resident' },
  { text: '协会建议给六个月过渡期。', article: 27, source: 'meeting', group: 'association' },
  { text: '总体支持。', source: 'mini_program', group: 'resident', stance: 'support', grants: true },
  { text: '写得很清楚，支持。', source: 'mini_program', group: 'resident', stance: 'support' },
  { text: '楼下烧烤店油烟太大。', source: 'mini_program', group: 'resident' },
  { text: '罚款五百太轻。', article: 23, source: 'letter', group: 'other' },
]

describe('sixteen comments, from the draft to the published report', () => {
  it('are answered by lines and groups, reviewed, published, and everybody reads what became of his own', async () => {
    const { id, comments } = await held('澜川市标价规定（征求意见稿）', ruleText, sixteen)
    const lineOf = new Map<string, string>()
    const dispose = async (chosen: object, over: object) => {
      const { status, json } = await as('editor')('POST', path(id, 'lines'), {
        ...buildLine(),
        ...chosen,
        ...over,
      })
      expect(status).toBe(201)
      const { items } = (await as('editor')('GET', path(id, `comments?lineId=${json.id}`))).json
      for (const c of items) lineOf.set(c.id, json.id)
      return json
    }
    const at = (...numbers: number[]) => ({ commentIds: numbers.map((n) => comments[n - 1]?.id) })
    await test.office.analysing.analyse(id)
    const { groups } = (await as('editor')('GET', path(id, 'analysis'))).json
    expect((await dispose({ groupIds: [groups[0].id] }, { gist: '字号不小于两厘米。' })).comments).toBe(3)
    await dispose(at(4), {
      disposition: 'partly_adopted',
      revisedText: '第十一条 一米以外看得清，是指字高不小于两厘米。',
    })
    await dispose(at(5, 6), {})
    await dispose(at(7), { disposition: 'not_adopted', reason: '属于经营者自主定价。' })
    await dispose(at(8), { disposition: 'adopted' })
    await dispose(at(9), { disposition: 'not_adopted' })
    await dispose(at(10, 16), { disposition: 'not_adopted', reason: '规范性文件不得设定罚款。' })
    await dispose(at(11), { disposition: 'partly_adopted' })
    await dispose(at(12), {
      disposition: 'adopted',
      revisedText: '第二十七条 本规定自公布之日起六个月后施行。',
    })
    await dispose(at(13, 14), { disposition: 'adopted' })
    const early = await as('leader')('POST', path(id, 'report'))
    expect([early.status, early.json.code, early.json.commentIds]).toEqual([
      409,
      'comments_unanswered',
      [comments[14]?.id],
    ])
    await dispose(at(15), { disposition: 'out_of_scope', reason: '已转有关部门。', note: '转城管' })
    const written = await as('editor')('PUT', path(id, 'report'), { introduction: '感谢各位的意见。' })
    expect(written.status).toBe(204)
    const mine = await (await web.resident(comments[0]?.openid ?? ''))('GET', '/api/me/comments')
    expect(mine.json.items[0].outcome).toBeNull()
    for (const rest of ['report', 'report/page', 'report/file'])
      expect((await web.stranger('GET', `/api/consultations/${id}/${rest}`)).status).toBe(404)

    const { campaignId } = await letOut(id)
    const report = await seenByAll(id, comments, lineOf)
    expect(report.persons).toBe(16)
    expect(report.totals).toEqual({ adopted: 9, partly_adopted: 2, not_adopted: 4, out_of_scope: 1 })
    // In the order of the draft, what is about all of it first, what is about something else last.
    expect(report.lines.map((l: Line) => l.clauses[0])).toEqual([
      '全文',
      '第九条',
      '第十条',
      '第十条',
      '第十一条',
      '第十一条',
      '第十五条',
      '第十七条',
      '第十八条',
      '第二十七条',
      '全文',
    ])
    expect(JSON.stringify(report)).not.toContain('转城管')
    const { json: campaign } = await as('office')('GET', `/api/staff/campaigns/${campaignId}`)
    expect(campaign).toMatchObject({ state: 'done' })
    // A letter that came in time finds the book shut.
    const late = { text: '晚到的来信', source: 'letter', receivedOn: dayOf(test.clock.now() - DAY) }
    expect((await as('editor')('POST', path(id, 'comments'), late)).json.code).toBe('report_published')
  })

  it('make a page, a Word file and open data that say the same', async () => {
    const [{ id }] = (await web.stranger('GET', '/api/consultations?state=closed')).json.items
    const { json: report } = await web.stranger('GET', `/api/consultations/${id}/report`)
    const page = await web.stranger('GET', `/api/consultations/${id}/report/page`)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    for (const said of ['本站为虚构城市演示', '采纳 9 条', '合计</td><td>16', 'role="img"'])
      expect(page.text).toContain(said)
    expect(page.text).not.toMatch(/<script|style=/)
    const file = (format: string) =>
      fetch(`${web.base}/api/consultations/${id}/report/file?format=${format}`).then(async (r) =>
        Buffer.from(await r.arrayBuffer()),
      )
    const [totals = [], , rows = []] = await docxTables(await file('docx'))
    expect(rows[0]).toEqual([
      '序号',
      '意见内容',
      '提出人类别及数量',
      '条款',
      '合法性、合理性、可行性分析',
      '处理',
      '理由',
      '修改后条文',
    ])
    expect(rows.slice(1).map((r) => r[1])).toEqual(report.lines.map((l: Line) => l.gist))
    expect(totals.at(-1)).toEqual(['9', '2', '4', '1', '16'])
    expect(await layoutOf(await file('docx'))).toEqual({ wholeRows: rows.length - 1, heads: 3, empty: 0 })
    expect(await file('docx')).toEqual(await file('docx'))
    const data = JSON.parse(String(await file('json')))
    expect([data.received, data.totals, data.lines.length]).toEqual([16, report.totals, report.lines.length])
    const csv = String(await file('csv')).split('\r\n')
    expect(csv).toHaveLength(report.lines.length + 3)
    expect(csv.at(-2)).toContain(`行数=${report.lines.length}`)
    const xlsx = await yauzlEntries(await file('xlsx'))
    expect(String(xlsx.get('xl/worksheets/sheet1.xml'))).toContain('字号不小于两厘米。')
    expect((await web.stranger('GET', `/api/consultations/${id}/report/file?format=pdf`)).status).toBe(400)
  })
})

describe('the thirty-six labelled comments', () => {
  it('go the same way, each to a line by its topic and what was expected of it', async () => {
    const { comments: labelled, draft, title } = elevatorConsultation
    const said = labelled.map(({ text, articles, source, group, stance }, n) => ({
      text,
      article: articles[0],
      source,
      group,
      stance: stance ?? undefined,
      grants: n % 3 === 0,
    }))
    const { id, comments } = await held(title, draft, said)
    const lines = new Map<string, string[]>()
    for (const [n, { topic, expected }] of labelled.entries()) {
      const key = `${expected?.disposition ?? 'out_of_scope'} ${topic}`
      lines.set(key, [...(lines.get(key) ?? []), comments[n]?.id ?? ''])
    }
    const lineOf = new Map<string, string>()
    for (const [key, commentIds] of lines) {
      const [disposition, topic] = key.split(' ')
      const body = { ...buildLine(), disposition, gist: `关于${topic}的意见。`, commentIds }
      const { json, status } = await as('editor')('POST', path(id, 'lines'), body)
      expect(status).toBe(201)
      for (const commentId of commentIds) lineOf.set(commentId, json.id)
    }
    await letOut(id)
    const report = await seenByAll(id, comments, lineOf)
    expect(report.received).toBe(36)
    // Telephone numbers that residents wrote are nowhere in what is public.
    expect(JSON.stringify(report)).not.toMatch(/1[3-9]\d{9}/)
  })
})
