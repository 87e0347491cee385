import { systemActor } from '../../../src/modules/ledger'
import { buildConsultation, openConsultation, ruleText } from '../../support/consultations'
import { type HttpClient, serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { buildLine, publishReport } from '../../support/reports'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient
beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] as const)
    await test.staff(role)
  editor = await web.staff('editor')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const path = (id: string, rest = 'revisions') => `/api/staff/consultations/${id}/${rest}`
/** 第九条 in other words, a new 第十条, 第二十条 gone, 第二十七条 in other words. */
const revised = ruleText
  .replace('标明每小时价格和封顶价格。', '标明每小时价格、免费时长和封顶价格。')
  .replace('第十条　餐饮店', '第九条之一　外卖平台应当在下单页面标明包装费和配送费。\n第十条　餐饮店')
  .replace('第二十条　不得利用消费记录对同样的商品向不同的人标示不同的价格。\n', '')
  .replace('六十日后施行', '六个月后施行')
type Change = {
  kind: string
  from: { id: string; label: string }[]
  to: { id: string; label: string }[]
  lines: { id: string; by: string }[]
}
const changed = (json: { changes: Change[] }) => json.changes.filter((c) => c.kind !== 'same')

async function consultation() {
  const { consultation: c, clause } = await openConsultation(test)
  const { commentBox, adoption } = test.office
  const line = async (text: string, clauseId: string | undefined, over = {}) => {
    const person = await test.resident(`o-rev-${c.id}-${text}`)
    const { comment } = await commentBox.comment(person, c.id, { text, clauseId })
    const made = await adoption.dispose(await test.staff('editor'), c.id, [comment.id], buildLine(over))
    return made.id
  }
  return { id: c.id, clause, line }
}

describe('a revised draft', () => {
  it('is laid beside the consulted one, and each change names the answers that caused it', async () => {
    const { id, clause, line } = await consultation()
    const free = await line('标明免费时长', clause('a9').id, { revisedText: '第九条…' })
    const refused = await line('不同意第二十条', clause('a20').id, { disposition: 'not_adopted' })
    const whole = await line('外卖费用要写清', undefined, { revisedText: '第九条之一…' })
    expect((await editor('GET', path(id))).status).toBe(404)
    const before = await test.office.ledger.headSeq()
    const uploaded = await editor('POST', path(id), { text: revised })
    expect([uploaded.status, uploaded.json.version, uploaded.json.changes]).toEqual([201, 2, 4])
    expect((await test.office.ledger.headSeq()) - before).toBe(1)
    const { json } = await editor('GET', path(id))
    expect(changed(json).map((c) => [c.kind, c.from[0]?.label, c.to[0]?.label])).toEqual([
      ['changed', '第九条', '第九条'],
      ['added', undefined, '第九条之一'],
      ['removed', '第二十条', undefined],
      ['changed', '第二十七条', '第二十七条'],
    ])
    expect(changed(json).map((c) => c.lines.map((l) => [l.id, l.by]))).toEqual([
      [[free, 'comments']],
      [],
      [],
      [],
    ])
    expect([json.unexplained, json.idle.map((l: { id: string }) => l.id)]).toEqual([3, [whole]])

    const link = (lineId: string, clauseIds: (string | undefined)[]) =>
      editor('PUT', path(id, `lines/${lineId}/changes`), { clauseIds })
    expect((await link(whole, [changed(json)[1]?.to[0]?.id])).status).toBe(204)
    expect((await link(refused, [changed(json)[2]?.from[0]?.id])).status).toBe(204)
    const linked = (await editor('GET', path(id))).json
    expect(changed(linked).map((c) => c.lines.map((l) => l.by))).toEqual([
      ['comments'],
      ['staff'],
      ['staff'],
      [],
    ])
    expect([linked.unexplained, linked.idle]).toEqual([1, []])
    const wrong = await link(whole, ['nothing'])
    expect([wrong.status, wrong.json.errors[0].path]).toEqual([400, 'clauseIds'])

    // The next version moves the new article on; what was said of it is said of it still.
    const later = revised.replace('第十条　餐饮店', '第九条之二　宾馆应当在前台标明押金。\n第十条　餐饮店')
    expect((await editor('POST', path(id), { text: later })).json).toMatchObject({ version: 3, changes: 5 })
    const now = (await editor('GET', path(id))).json
    expect(changed(now).map((c) => c.lines.map((l) => l.by))).toEqual([
      ['comments'],
      ['staff'],
      [],
      ['staff'],
      [],
    ])
    expect(now.versions.map((v: { version: number }) => v.version)).toEqual([3, 2])
    expect((await editor('GET', `${path(id)}?version=2`)).json.version).toBe(2)
  })

  it('is not what residents comment on, and is refused before the opening, after the report and when it is no draft', async () => {
    const { id, line } = await consultation()
    await line('好', undefined)
    await editor('POST', path(id), { text: revised })
    const read = (await web.stranger('GET', `/api/consultations/${id}`)).json
    expect(read.draft.version).toBe(1)
    expect(JSON.stringify(read)).not.toContain('外卖平台')
    expect((await editor('POST', path(id), { text: '大家好' })).json.code).toBe('draft_refused')
    expect((await (await web.staff('head'))('POST', path(id), { text: revised })).status).toBe(403)
    const { closesAt } = await test.office.consultationReads.find(id)
    test.clock.set(closesAt)
    await test.office.consultations.freezeDue(systemActor)
    await publishReport(test, id)
    editor = await web.staff('editor')
    expect((await editor('POST', path(id), { text: revised })).json.code).toBe('report_published')
    const { opensAt, closesAt: until, ...rest } = buildConsultation(test.clock.now())
    const fresh = await editor('POST', '/api/staff/consultations', {
      ...rest,
      opensAt: new Date(opensAt).toISOString(),
      closesAt: new Date(until).toISOString(),
    })
    expect((await editor('POST', path(fresh.json.id), { text: revised })).json.code).toBe('not_opened')
  })
})
