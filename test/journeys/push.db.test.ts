import { LedgerEntry } from '../../src/modules/ledger'
import { newId } from '../../src/platform/ids'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { launch } from '../support/push'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['leader', 'office', 'editor', 'auditor'] as const) await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const runJobs = async () => {
  while ((await test.office.jobs.runDue()) > 0);
}
const entries = () => test.office.database.reads.countBy(LedgerEntry, {})

describe('a push, from launch to the inbox', () => {
  it('residents find it in their inbox, read it, and see nothing of each other’s', async () => {
    const alice = await web.resident('o-push-alice')
    const bob = await web.resident('o-push-bob')
    const publicationId = newId(test.clock.now())
    const title = '关于某批次糕点不合格的消费提示 🍰'
    await launch(test, { publicationId, title, summary: '请勿食用。', level: 'urgent' })
    expect((await alice('GET', '/api/me/messages')).json.items).toEqual([])
    await runJobs()
    const mine = (await alice('GET', '/api/me/messages')).json
    expect(mine).toEqual({
      items: [
        {
          id: expect.any(String),
          title,
          summary: '请勿食用。',
          level: 'urgent',
          publicationId,
          subjectKind: 'publication',
          subjectId: publicationId,
          createdAt: expect.any(String),
          readAt: null,
        },
      ],
      nextCursor: null,
    })
    const id = mine.items[0].id
    const theirs = (await bob('GET', '/api/me/messages')).json.items
    expect(theirs.map((m: { id: string }) => m.id)).not.toContain(id)

    expect([
      (await bob('PUT', `/api/me/messages/${id}/read`)).status,
      (await web.stranger('PUT', `/api/me/messages/${id}/read`)).status,
    ]).toEqual([404, 401])
    expect((await alice('GET', '/api/me/messages')).json.items[0].readAt).toBeNull()
    expect((await alice('PUT', `/api/me/messages/${id}/read`)).status).toBe(204)
    const readAt = (await alice('GET', '/api/me/messages')).json.items[0].readAt
    expect(readAt).not.toBeNull()
    test.clock.advance(5_000)
    expect((await alice('PUT', `/api/me/messages/${id}/read`)).status).toBe(204)
    expect((await alice('GET', '/api/me/messages')).json.items[0].readAt).toBe(readAt)
    expect((await bob('GET', '/api/me/messages')).json.items[0].readAt).toBeNull()
    expect((await web.stranger('GET', '/api/me/messages')).status).toBe(401)
  })

  it('messages come newest first, page by page, none twice and none left out', async () => {
    const carol = await web.resident('o-push-carol')
    for (const n of [1, 2, 3, 4, 5]) {
      await launch(test, { title: `第 ${n} 条` })
      await runJobs()
      test.clock.advance(1_000)
    }
    const titles: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: { title: string }[]; nextCursor: string | null } = (
        await carol('GET', `/api/me/messages?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      ).json
      titles.push(...page.items.map((m) => m.title))
      cursor = page.nextCursor
    }
    expect(titles).toEqual(['第 5 条', '第 4 条', '第 3 条', '第 2 条', '第 1 条'])
  })

  it('staff watch, pause, resume and cancel: one ledger entry each, none for a refusal', async () => {
    await web.resident('o-push-dora')
    const id = await launch(test)
    const office = await web.staff('office')
    const leader = await web.staff('leader')
    const url = `/api/staff/campaigns/${id}`
    const planned = (await office('GET', url)).json
    expect([planned.state, planned.audienceSize, planned.startedAt]).toEqual(['planned', 0, null])

    const writes: [string, number, string][] = [
      ['pausing', 200, 'paused'],
      ['pausing', 409, 'campaign_paused'],
      ['resumption', 200, 'running'],
      ['resumption', 409, 'campaign_not_paused'],
      ['resending', 409, 'nothing_to_resend'],
      ['cancellation', 200, 'cancelled'],
      ['cancellation', 409, 'campaign_over'],
      ['resumption', 409, 'campaign_over'],
      ['pausing', 409, 'campaign_over'],
      ['resending', 409, 'campaign_over'],
    ]
    for (const [verb, status, word] of writes) {
      const before = await entries()
      const reply = await leader('POST', `${url}/${verb}`)
      expect([verb, reply.status, reply.json.state ?? reply.json.code]).toEqual([verb, status, word])
      expect((await entries()) - before).toBe(status === 200 ? 1 : 0)
    }
    await runJobs()
    const cancelled = (await office('GET', url)).json
    expect(cancelled.finishedAt).not.toBeNull()
    const actions = (await test.office.ledger.list({ limit: 10, subjectId: id })).items.map((e) => e.action)
    expect(actions).toEqual(['push.cancel', 'push.resume', 'push.pause'])
    expect((await test.office.ledger.verify()).ok).toBe(true)
  })

  it('a finished campaign shows counts that add up to its audience, in the list and alone', async () => {
    const id = await launch(test, { audience: { kind: 'all' } })
    await runJobs()
    const auditor = await web.staff('auditor')
    const { json } = await auditor('GET', `/api/staff/campaigns/${id}`)
    const sum = Object.values<number>(json.counts).reduce((a, b) => a + b, 0)
    expect([json.state, json.counts.delivered, sum]).toEqual(['done', json.audienceSize, json.audienceSize])
    expect(json.audienceSize).toBeGreaterThan(2)
    expect(Object.keys(json.counts).sort()).toEqual([
      'bad_payload',
      'busy',
      'cancelled',
      'delivered',
      'failed',
      'queued',
      'quota',
      'refused',
      'sent',
      'undelivered',
      'unknown',
      'window_closed',
    ])
    const { counts: _counts, ...row } = json
    expect((await auditor('GET', '/api/staff/campaigns?state=done&limit=1')).json.items).toEqual([row])
    expect((await auditor('GET', '/api/staff/campaigns?state=paused')).json.items).toEqual([])
  })

  it('only 办公室 and 分管领导 steer, and residents see nothing of campaigns', async () => {
    const id = await launch(test)
    const resident = await web.resident('o-push-eve')
    for (const verb of ['pausing', 'resumption', 'cancellation', 'resending']) {
      const url = `/api/staff/campaigns/${id}/${verb}`
      for (const role of ['editor', 'auditor'])
        expect((await (await web.staff(role))('POST', url)).status).toBe(403)
      expect((await resident('POST', url)).status).toBe(401)
      expect((await web.stranger('POST', url)).status).toBe(401)
    }
    expect((await resident('GET', '/api/staff/campaigns')).status).toBe(401)
    expect((await (await web.staff('office'))('POST', '/api/staff/campaigns/nothing/pausing')).status).toBe(
      404,
    )
    expect((await test.office.ledger.list({ limit: 1, subjectId: id })).items).toEqual([])
    const editor = await test.staff('editor')
    await expect(test.office.campaigns.cancel(editor, id)).rejects.toMatchObject({ code: 'forbidden' })
    await runJobs()
  })
})
