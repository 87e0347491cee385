import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { buildPublication, publishPublication } from '../support/publications'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

beforeAll(async () => {
  test = await openTestOffice({ notice: '本站为虚构城市演示' })
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] as const)
    await test.staff(role)
  web = await serveOffice(test.office, { publicUrl: 'https://lanchuan.example' })
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const path = (id: string, rest = '') => `/api/staff/publications/${id}${rest}`

describe('a publication, from draft to withdrawal', () => {
  it('is written, reviewed by three and for secrecy, published, read and withdrawn', async () => {
    const [editor, head, office, leader, secrecy] = await Promise.all(
      ['editor', 'head', 'office', 'leader', 'secrecy'].map((name) => web.staff(name)),
    )
    if (!editor || !head || !office || !leader || !secrecy) throw new Error('somebody is missing')
    const created = await editor('POST', '/api/staff/publications', buildPublication())
    expect([created.status, created.json]).toEqual([
      201,
      {
        id: expect.any(String),
        contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        state: 'draft',
        findings: [],
      },
    ])
    const { id, contentHash } = created.json
    expect((await web.stranger('GET', `/api/publications/${id}`)).status).toBe(404)
    expect((await leader('POST', path(id, '/publish'))).json.code).toBe('review_incomplete')
    expect((await editor('POST', path(id, '/publish'))).status).toBe(403)
    const submission = await editor('POST', path(id, '/submission'))
    expect([submission.status, submission.json.state]).toEqual([200, 'in_review'])

    const sign = (who: typeof head, step: string) => {
      test.clock.advance(60_000)
      const body = { step, decision: 'approve', opinion: `${step}：同意。`, contentHash }
      return who('POST', path(id, '/sign-offs'), body)
    }
    expect((await sign(editor, 'first')).json).toMatchObject({ status: 403, code: 'own_work' })
    expect((await sign(office, 'second')).json).toMatchObject({ status: 409, code: 'out_of_order' })
    expect((await sign(head, 'first')).json.state).toBe('in_review')
    expect((await sign(head, 'second')).json).toMatchObject({ status: 403, code: 'same_person' })
    expect((await head('GET', path(id))).json.openSteps).toEqual(['second', 'confidentiality'])
    expect((await sign(office, 'second')).status).toBe(200)
    expect((await sign(leader, 'final')).json.state).toBe('in_review')
    expect((await leader('POST', path(id, '/publish'), {})).json.code).toBe('review_incomplete')
    expect((await sign(secrecy, 'confidentiality')).json.state).toBe('cleared')
    const published = await office('POST', path(id, '/publish'), { push: true })
    expect([published.status, published.json]).toEqual([
      200,
      { publishedAt: new Date(test.clock.now()).toISOString(), campaignId: expect.any(String) },
    ])

    const list = await web.stranger('GET', '/api/publications?kind=consumer_alert')
    expect(list.json.items[0]).toEqual({
      id,
      kind: 'consumer_alert',
      title: '端午选粽提示',
      summary: '看标签、看包装、看贮存温度。',
      publishedAt: published.json.publishedAt,
      level: 'notice',
    })
    const read = await web.stranger('GET', `/api/publications/${id}`)
    expect(read.json).toMatchObject({
      html: '<h2>怎么选</h2>\n<p>买粽子选证照齐全的商家。拨打 12315 投诉。</p>\n',
      source: '澜川市市场监督管理局',
      contact: { division: '消费者权益保护科', hours: '工作日 9:00—17:00' },
      relatedFrom: [],
    })

    const { json: sheet } = await editor('GET', path(id, '/review-sheet'))
    expect(sheet).toMatchObject({
      sheetNumber: submission.json.sheetNumber,
      state: 'cleared',
      publisher: { name: '测试office', division: '澜川市市场监督管理局' },
      publishedAt: published.json.publishedAt,
    })
    expect(sheet.rounds[0].authors).toEqual([{ name: '测试editor', division: '澜川市市场监督管理局' }])
    expect(
      sheet.rounds[0].steps.map((s: { step: string; person: { name: string }; opinion: string }) => [
        s.step,
        s.person.name,
        s.opinion,
      ]),
    ).toEqual([
      ['first', '测试head', 'first：同意。'],
      ['second', '测试office', 'second：同意。'],
      ['final', '测试leader', 'final：同意。'],
      ['confidentiality', '测试secrecy', 'confidentiality：同意。'],
    ])

    const gone = await leader('POST', path(id, '/withdrawal'), { reason: '抽检结果有变。' })
    expect([gone.status, gone.json.state]).toEqual([200, 'withdrawn'])
    const after = (await web.stranger('GET', `/api/publications/${id}`)).json
    expect(after).toMatchObject({ title: '端午选粽提示', withdrawn: { reason: '抽检结果有变。' } })
    expect(JSON.stringify(after)).not.toContain('证照齐全')
    const items = (await web.stranger('GET', '/api/publications')).json.items
    expect(items.map((i: { id: string }) => i.id)).not.toContain(id)
    expect((await web.stranger('GET', '/feeds/publications.xml')).text).not.toContain(id)
  })

  it('prints the 三审单 without anything that runs, under the notice of a fictional city', async () => {
    const { id } = await publishPublication(test)
    const auditor = await web.staff('auditor')
    const page = await auditor('GET', path(id, '/review-sheet'), undefined, { accept: 'text/html,*/*;q=0.8' })
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    for (const word of [
      '本站为虚构城市演示',
      '澜市监审〔2026〕',
      '初审',
      '测试head',
      '同意',
      '发布人',
      '测试office',
    ])
      expect(page.text).toContain(word)
    expect(page.text).not.toMatch(/<script|style=|<style|\son\w+=/i)
    const css = await web.stranger('GET', '/print.css')
    expect([css.status, css.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
    expect((await web.stranger('GET', path(id, '/review-sheet'))).status).toBe(401)
    const draft = await test.office.publications.createPublication(
      await test.staff('editor'),
      buildPublication(),
    )
    expect((await auditor('GET', path(draft.publication.id, '/review-sheet'))).status).toBe(404)
  })
})

describe('input at the staff counter', () => {
  it('names the field and writes nothing', async () => {
    const editor = await web.staff('editor')
    const before = (await test.office.ledger.verify()).entries
    const good = buildPublication()
    const { contact: _contact, ...withoutContact } = good
    const cases: [unknown, string][] = [
      [withoutContact, 'contact'],
      [{ ...good, contact: '12315' }, 'contact'],
      [{ ...good, title: '' }, 'title'],
      [{ ...good, title: 'x'.repeat(101) }, 'title'],
      [{ ...good, kind: 'secret' }, 'kind'],
      [{ ...good, level: 'panic' }, 'level'],
      [{ ...good, relatedDocumentId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 'relatedDocumentId'],
      [{ ...good, relatedDocumentId: '无' }, 'relatedDocumentId'],
      [{ ...good, state: 'published' }, 'state'],
      [{ ...good, authorId: 'me' }, 'authorId'],
      [{ ...good, audience: { kind: 'planet' } }, 'audience.kind'],
    ]
    for (const [body, field] of cases) {
      const reply = await editor('POST', '/api/staff/publications', body)
      expect([reply.status, reply.json.errors.map((e: { path: string }) => e.path)]).toEqual([
        400,
        expect.arrayContaining([field]),
      ])
    }
    expect((await test.office.ledger.verify()).entries).toBe(before)
  })

  it('tells staff what the machine noticed, and keeps residents out', async () => {
    const editor = await web.staff('editor')
    const created = await editor('POST', '/api/staff/publications', {
      ...buildPublication(),
      markdown: '当事人13812345678',
    })
    expect(created.json.findings[0]).toMatchObject({ code: 'phone', severity: 'blocking', field: 'markdown' })
    const { id, contentHash } = created.json
    const refused = await editor('POST', path(id, '/submission'))
    expect([refused.status, refused.json.code, refused.json.errors[0].path]).toEqual([
      409,
      'findings_blocking',
      'markdown',
    ])
    const ask = { code: 'phone', reason: '企业公开的订货电话。', contentHash }
    expect((await editor('POST', path(id, '/finding-overrides'), ask)).status).toBe(403)
    const secrecy = await web.staff('secrecy')
    const answered = await secrecy('POST', path(id, '/finding-overrides'), ask)
    expect([answered.status, answered.json.overrides[0].by.name]).toEqual([201, '测试secrecy'])
    expect((await editor('POST', path(id, '/submission'), { major: true })).status).toBe(200)
    expect((await editor('GET', '/api/staff/publications?state=in_review')).json.items[0].id).toBe(id)
    const resident = await web.resident('o-curious')
    for (const url of ['/api/staff/publications', path(id), path(id, '/review-sheet')])
      expect((await resident('GET', url)).status).toBe(401)
  })
})
