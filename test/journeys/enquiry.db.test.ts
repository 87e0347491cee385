import { Enquiry } from '../../src/modules/enquiries'
import { type HttpClient, serveOffice } from '../support/http'
import { DAY, openTestOffice, type TestOffice } from '../support/office'
import { xssPayloads } from '../support/xss-payloads'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient
let head: HttpClient
let office: HttpClient
let ada: HttpClient
let bo: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'auditor'] as const) await test.staff(role)
  ;[editor, head, office] = [await web.staff('editor'), await web.staff('head'), await web.staff('office')]
  ;[ada, bo] = [await web.resident('o-ada'), await web.resident('o-bo')]
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const entries = async (work: () => Promise<unknown>) => {
  const before = await test.office.ledger.headSeq()
  await work()
  return (await test.office.ledger.headSeq()) - before
}

describe('a question that nobody has answered yet', () => {
  let id: string
  const question = '隔壁店 13800138000 的秤准不准？'

  it('becomes a ticket with a number and a day, sealed at rest', async () => {
    const made = await ada('POST', '/api/enquiries', { question })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      number: '2026-000001',
      state: 'open',
      question,
      dueOn: '2026-12-01',
      answer: null,
    })
    id = made.json.id
    const row = await test.office.database.reads.findOneByOrFail(Enquiry, { id })
    expect(JSON.stringify(row)).not.toMatch(/隔壁|13800138000/)
    expect((await bo('POST', '/api/enquiries', { question: '第二个问题' })).json.number).toBe('2026-000002')
  })

  it('is read by its writer alone', async () => {
    expect((await ada('GET', `/api/enquiries/${id}`)).json.question).toBe(question)
    expect((await bo('GET', `/api/enquiries/${id}`)).status).toBe(404)
    expect((await web.stranger('GET', `/api/enquiries/${id}`)).status).toBe(401)
    expect((await bo('GET', '/api/me/enquiries')).json.items.map((e: { id: string }) => e.id)).not.toContain(
      id,
    )
    expect((await ada('GET', '/api/me/enquiries')).json.items).toHaveLength(1)
  })

  it('is masked for staff, and shown whole only with an entry in the book', async () => {
    const { items } = (await office('GET', '/api/staff/enquiries?state=open')).json
    expect(items).toHaveLength(2)
    expect(items[0].question).toBe('隔壁店 138****8000 的秤准不准？')
    expect(await entries(() => office('GET', `/api/staff/enquiries/${id}`))).toBe(0)
    expect(
      await entries(async () => {
        const whole = await office('GET', `/api/staff/enquiries/${id}?reveal=true`)
        expect(whole.json.question).toBe(question)
      }),
    ).toBe(1)
    const auditor = await web.staff('auditor')
    expect((await auditor('GET', `/api/staff/enquiries/${id}`)).status).toBe(200)
    expect((await auditor('GET', `/api/staff/enquiries/${id}?reveal=true`)).status).toBe(403)
  })

  it('is given to a division, late after its day, answered by that division, once', async () => {
    const other = await test.office.divisions.create(await test.staff('office'), {
      parentId: null,
      name: '计量科',
      kind: 'section',
    })
    const [own] = (await office('GET', '/api/staff/divisions')).json.items
    const assign = (divisionId: string) =>
      office('POST', `/api/staff/enquiries/${id}/assignment`, { divisionId })
    expect(
      (await editor('POST', `/api/staff/enquiries/${id}/assignment`, { divisionId: own.id })).status,
    ).toBe(403)
    expect((await assign('nowhere')).status).toBe(400)
    expect(await entries(() => assign(other.id))).toBe(1)
    const reply = (client: HttpClient, answer = '已派人检定，结果合格。') =>
      client('POST', `/api/staff/enquiries/${id}/answer`, { answer })
    expect((await reply(editor)).status).toBe(403)
    expect((await assign(own.id)).json).toMatchObject({ state: 'assigned', divisionId: own.id })
    const late = async () => (await office('GET', '/api/staff/enquiries?overdue=true')).json.items.length
    const nextDay = async (days: number) => {
      test.clock.advance(days * DAY)
      ;[editor, head, office] = [
        await web.staff('editor'),
        await web.staff('head'),
        await web.staff('office'),
      ]
    }
    await nextDay(7)
    expect(await late()).toBe(0)
    await nextDay(1)
    expect(await late()).toBe(2)
    expect(
      await entries(async () => {
        const done = await reply(editor)
        expect([done.status, done.json.state, done.json.overdue]).toEqual([200, 'answered', false])
      }),
    ).toBe(1)
    expect((await reply(office, '另一个答复')).json.code).toBe('enquiry_answered')
    expect((await assign(other.id)).json.code).toBe('enquiry_answered')
    expect(await late()).toBe(1)
    const mine = (await ada('GET', `/api/enquiries/${id}`)).json
    expect([mine.state, mine.answer]).toEqual(['answered', '已派人检定，结果合格。'])
    const book = JSON.stringify((await test.office.ledger.list({ limit: 10 })).items)
    expect(book).not.toMatch(/隔壁|检定，结果|13800138000/)
  })

  it('is in the export of its writer only, and goes with him', async () => {
    const copy = await ada('GET', '/api/me/export')
    expect(copy.json.enquiries).toMatchObject([{ number: '2026-000001', question, state: 'answered' }])
    expect(JSON.stringify((await bo('GET', '/api/me/export')).json)).not.toContain('隔壁')
    expect((await ada('DELETE', '/api/me')).status).toBe(204)
    const gone = (await office('GET', `/api/staff/enquiries/${id}`)).json
    expect([gone.state, gone.question, gone.answer, gone.number]).toEqual([
      'erased',
      null,
      null,
      '2026-000001',
    ])
    expect((await office('GET', '/api/staff/enquiries?overdue=true')).json.items).toHaveLength(1)
  })

  it('numbers have no gap and come once, however many ask at once; a person is stopped after twenty a day', async () => {
    const many = await Promise.all(Array.from({ length: 12 }, (_, i) => web.resident(`o-many-${i}`)))
    const made = await Promise.all(many.map((c) => c('POST', '/api/enquiries', { question: '同时问' })))
    const numbers = made.map((r) => r.json.number).sort()
    expect(numbers).toEqual(numbers.map((_, i) => `2026-${String(i + 3).padStart(6, '0')}`))
    const eager = await web.resident('o-eager')
    const tries = []
    for (let i = 0; i < 21; i++) tries.push(await eager('POST', '/api/enquiries', { question: `问题${i}` }))
    expect(tries.map((r) => r.status)).toEqual([...Array(20).fill(201), 409])
    expect(tries.at(-1)?.json.code).toBe('enquiry_limit_reached')
    // Refused, it has taken no number.
    expect((await bo('POST', '/api/enquiries', { question: '还有一问' })).json.number).toBe('2026-000035')
    expect((await bo('POST', '/api/enquiries', { question: ' ' })).status).toBe(400)
    expect((await bo('POST', '/api/enquiries', { question: '问'.repeat(501) })).status).toBe(400)
  })
})

describe('an answer to a question', () => {
  const ask = async (question: string) => (await web.stranger('POST', '/api/ask', { question })).json

  it('is a FAQ that a second person has opened, with the new words at once after a change', async () => {
    const question = '营业执照丢了怎么补领？'
    const first = { question, answer: '带身份证到登记窗口，当场补领。' }
    expect((await ask('营业执照丢了怎么补领')).confident).toBe(false)
    const made = await editor('POST', '/api/staff/faqs', first)
    expect([made.status, made.json.live]).toEqual([201, null])
    const path = `/api/staff/faqs/${made.json.id}`
    expect((await ask('营业执照丢了怎么补领')).confident).toBe(false)
    expect((await web.stranger('GET', `/api/faqs/${made.json.id}`)).status).toBe(404)
    expect((await editor('POST', `${path}/opening`)).status).toBe(403)
    expect(await entries(() => head('POST', `${path}/opening`))).toBe(1)
    const source = { type: 'faq', id: made.json.id, title: question }
    expect(await ask('营业执照丢了怎么补领')).toEqual({
      answer: first.answer,
      sources: [{ ...source, path: `/faqs/${made.json.id}` }],
      confident: true,
    })
    expect((await web.stranger('GET', '/api/faqs')).json.items).toEqual([{ id: made.json.id, ...first }])
    const second = { question, answer: '在网上申请补领，三个工作日寄到。' }
    expect(await entries(() => head('PUT', path, second))).toBe(1)
    expect((await ask('营业执照丢了怎么补领')).answer).toBe(first.answer)
    expect((await head('POST', `${path}/opening`)).json.code).toBe('own_work')
    expect((await office('POST', `${path}/opening`)).status).toBe(200)
    expect((await office('POST', `${path}/opening`)).json.code).toBe('nothing_to_open')
    expect((await ask('营业执照丢了怎么补领')).answer).toBe(second.answer)
    expect((await web.stranger('GET', '/api/search?q=营业执照')).json.items[0]).toMatchObject(source)
    expect(await entries(() => office('POST', `${path}/withdrawal`))).toBe(1)
    expect((await ask('营业执照丢了怎么补领')).confident).toBe(false)
    expect((await office('POST', `${path}/withdrawal`)).status).toBe(409)
  })

  it('is 没有查到 with the ways to a person where nothing is published, and 12315 for a complaint', async () => {
    const unknown = await ask('公积金怎么提取')
    expect([unknown.confident, unknown.sources]).toEqual([false, []])
    expect(unknown.answer).toMatch(/没有查到.*留言.*12345/u)
    const complaint = await ask('楼下超市卖过期面包，我要投诉')
    expect([complaint.confident, complaint.answer.includes('12315')]).toEqual([false, true])
    expect((await web.stranger('POST', '/api/ask', {})).status).toBe(400)
    expect((await web.stranger('POST', '/api/ask', { question: '问'.repeat(201) })).status).toBe(400)
  })

  it('attacks stay text in questions, answers and FAQs', async () => {
    for (const payload of xssPayloads.filter((_, i) => i % 12 === 0)) {
      const text = payload.slice(0, 100)
      const reply = await web.stranger('POST', '/api/ask', { question: text })
      expect([reply.status, reply.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining('json'),
      ])
      const made = await editor('POST', '/api/staff/faqs', { question: text, answer: payload })
      await head('POST', `/api/staff/faqs/${made.json.id}/opening`)
      const read = await web.stranger('GET', `/api/faqs/${made.json.id}`)
      expect([read.status, read.headers.get('x-content-type-options')]).toEqual([200, 'nosniff'])
    }
  })
})
