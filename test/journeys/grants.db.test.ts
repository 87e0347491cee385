import { systemActor } from '../../src/modules/ledger'
import { SubscriptionGrant } from '../../src/modules/push'
import { serveOffice } from '../support/http'
import { DAY } from '../support/office'
import { openPoll, someAnswers } from '../support/polls'
import { counted } from '../support/push'
import {
  grantsLeft,
  MINI_NOTICE,
  MINI_VOTE,
  miniApp,
  openWechatOffice,
  type WechatTest,
} from '../support/wechat'

let test: WechatTest
let web: Awaited<ReturnType<typeof serveOffice>>
beforeAll(async () => {
  test = await openWechatOffice()
  web = await serveOffice(test.office)
  for (const role of ['leader', 'office', 'editor'] as const) await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const runJobs = async () => {
  while ((await test.office.jobs.runDue()) > 0);
}
const grant = (residentId: string, templateId = MINI_VOTE) =>
  test.office.database.reads.findOneBy(SubscriptionGrant, { residentId, templateId })

describe('consents, from the dialog to the outcome message', () => {
  it('anybody sees which templates may be asked for, with purpose and kind and nothing else', async () => {
    const { status, json } = await web.stranger('GET', '/api/templates')
    expect([status, json.nextCursor]).toEqual([200, null])
    expect(json.items).toContainEqual({ templateId: MINI_VOTE, purpose: 'vote_result', kind: 'one_time' })
    expect(json.items).toContainEqual({ templateId: MINI_NOTICE, purpose: 'notice', kind: 'long_term' })
    expect(json.items.every((t: { templateId: string }) => t.templateId.startsWith('demo-mini-'))).toBe(true)
  })

  it('records each of the four answers, and refuses strangers, unknown templates and unknown answers by name', async () => {
    const resident = await web.resident('o-four')
    const results = {
      'demo-mini-alert': 'accept',
      'demo-mini-notice': 'reject',
      'demo-mini-quiz-prize': 'ban',
      'demo-mini-consultation': 'filter',
    }
    expect((await resident('POST', '/api/me/grants', { results })).status).toBe(204)
    const mine = (await resident('GET', '/api/me/export')).json.messages.grants
    expect(
      Object.fromEntries(mine.map((g: { templateId: string; state: string }) => [g.templateId, g.state])),
    ).toEqual(results)
    const post = async (body: unknown) => {
      const { status, json } = await resident('POST', '/api/me/grants', body)
      return [status, json?.errors?.[0]?.path]
    }
    expect(await post({ results: { 'demo-oa-notice': 'accept' } })).toEqual([400, 'results.demo-oa-notice'])
    expect(await post({ results: { nothing: 'accept' } })).toEqual([400, 'results.nothing'])
    expect(await post({ results: { [MINI_VOTE]: 'maybe' } })).toEqual([400, `results.${MINI_VOTE}`])
    expect(await post({ results: {} })).toEqual([400, 'results'])
    expect(await post({ results: { [MINI_VOTE]: 'accept' }, more: 1 })).toEqual([400, 'more'])
    expect((await web.stranger('POST', '/api/me/grants', { results })).status).toBe(401)
  })

  it('an accept reported by the mini-program and by WeChat’s event, also twice at once, is one message each', async () => {
    const actor = await test.office.residents.residentOf(miniApp.appId, 'o-both')
    const list = [{ templateId: MINI_VOTE, status: 'accept' as const }]
    await Promise.all([
      test.office.grants.record(actor, { [MINI_VOTE]: 'accept' }),
      test.office.grants.popup(miniApp.appId, 'o-both', list),
    ])
    expect((await grantsLeft(test.office, MINI_VOTE)).get(actor.id)).toBe(1)
    await Promise.all([1, 2, 3].map(() => test.office.grants.popup(miniApp.appId, 'o-both', list)))
    expect((await grantsLeft(test.office, MINI_VOTE)).get(actor.id)).toBe(4)
    await test.office.grants.changed(miniApp.appId, 'o-both', [{ templateId: MINI_VOTE, status: 'reject' }])
    expect(await grant(actor.id)).toMatchObject({ state: 'reject', claimed: 0, confirmed: 0, spent: 0 })
  })

  it('events about templates or apps of nobody here are passed over', async () => {
    const before = await test.office.database.reads.countBy(SubscriptionGrant, {})
    await test.office.grants.popup(miniApp.appId, 'o-both', [
      { templateId: 'someone-else', status: 'accept' },
    ])
    await test.office.grants.popup('wxsomebody', 'o-both', [{ templateId: MINI_VOTE, status: 'accept' }])
    expect(await test.office.database.reads.countBy(SubscriptionGrant, {})).toBe(before)
  })

  it('what came of a poll: preview says how many, and those who voted and agreed get one message', async () => {
    const now = test.clock.now()
    const poll = await openPoll(test, { opensAt: now, closesAt: now + DAY })
    const people = []
    for (let n = 0; n < 5; n++) {
      const openid = `o-voter-${n}`
      const actor = await test.office.residents.residentOf(miniApp.appId, openid)
      if (n < 4) await test.office.ballotBox.castBallot(actor, poll.id, someAnswers)
      if (n < 3) {
        await test.office.grants.record(actor, { [MINI_VOTE]: 'accept' })
        test.fake.grant(openid, MINI_VOTE, 'one_time')
      }
      people.push({ ...actor, openid })
    }
    const lonely = await test.office.residents.residentOf(miniApp.appId, 'o-not-a-voter')
    await test.office.grants.record(lonely, { [MINI_VOTE]: 'accept' })

    const order = { subject: { kind: 'poll_outcome', id: poll.id }, channels: ['inbox', 'wechat_mini'] }
    const early = await web.staff('leader')
    expect((await early('POST', '/api/staff/campaigns', order)).json.code).toBe('nothing_to_tell')
    test.clock.advance(DAY)
    await test.office.polls.freezeDue(systemActor)

    const leader = await web.staff('leader')
    const editor = await web.staff('editor')
    expect((await editor('POST', '/api/staff/campaigns/preview', order)).status).toBe(403)
    const preview = await leader('POST', '/api/staff/campaigns/preview', order)
    expect(preview.json).toEqual({ audience: 4, reachable: { inbox: 4, wechat_mini: 3 }, needsConsent: 1 })
    const made = await leader('POST', '/api/staff/campaigns', order)
    expect([made.status, made.json.subjectKind, made.json.audience]).toEqual([
      201,
      'poll_outcome',
      { kind: 'voters', pollId: poll.id },
    ])
    await runJobs()
    expect(await counted(test.office, made.json.id)).toMatchObject({
      campaign: { state: 'done', size: 7 },
      counts: { delivered: 4, sent: 3 },
      addsUp: true,
    })
    expect(test.fake.sends.map((s) => s.openid).sort()).toEqual(['o-voter-0', 'o-voter-1', 'o-voter-2'])
    expect(test.fake.inbox('o-voter-0')[0]?.fields).toMatchObject({ phrase2: '已公布' })
    const entries = (await test.office.ledger.list({ limit: 9, subjectId: made.json.id })).items
    expect(entries.map((e) => e.action)).toEqual(['push.launch'])
    const again = await leader('POST', '/api/staff/campaigns/preview', order)
    expect(again.json).toEqual({ audience: 4, reachable: { inbox: 4, wechat_mini: 0 }, needsConsent: 4 })
  })

  it('refuses audiences and channels that do not exist, naming the field', async () => {
    const leader = await web.staff('leader')
    const poll = await openPoll(test, { opensAt: test.clock.now(), closesAt: test.clock.now() + 1 })
    test.clock.advance(1)
    await test.office.polls.freezeDue(systemActor)
    const subject = { kind: 'poll_outcome', id: poll.id }
    const path = async (body: object) =>
      (await leader('POST', '/api/staff/campaigns', { subject, ...body })).json.errors?.[0]?.path
    expect(await path({ audience: { kind: 'voters', pollId: 'nothing' } })).toBe('audience.pollId')
    expect(await path({ audience: { kind: 'commenters', consultationId: 'nothing' } })).toBe(
      'audience.consultationId',
    )
    expect(await path({ channels: ['pigeon'] })).toBe('channels')
    const lost = await leader('POST', '/api/staff/campaigns', {
      subject: { kind: 'poll_outcome', id: 'none' },
    })
    expect(lost.json.code).toBe('nothing_to_tell')
  })

  it('staff list what is unknown and settle it over HTTP; residents cannot', async () => {
    const actor = await test.office.residents.residentOf(miniApp.appId, 'o-unsure')
    await test.office.grants.record(actor, { [MINI_NOTICE]: 'accept' })
    test.fake.grant('o-unsure', MINI_NOTICE, 'long_term')
    test.fake.faults.loseReplies(1)
    const leader = await test.staff('leader')
    const id = await test.office.database.transaction((tx) =>
      test.office.campaigns.launch(tx, leader, {
        publicationId: 'p1',
        title: '通知',
        summary: '一次通知',
        channels: ['wechat_mini'],
      }),
    )
    await runJobs()
    const counter = await web.staff('office')
    const listed = await counter('GET', `/api/staff/deliveries?state=unknown&campaignId=${id}`)
    expect(listed.json.items).toMatchObject([{ campaignId: id, residentId: actor.id, state: 'unknown' }])
    const path = `/api/staff/deliveries/${listed.json.items[0].id}/settlement`
    const resident = await web.resident('o-nosy')
    expect((await resident('POST', path, { outcome: 'delivered', reason: '我说的' })).status).toBe(401)
    expect((await counter('POST', path, { outcome: 'perhaps', reason: '不好说' })).status).toBe(400)
    const settled = await counter('POST', path, { outcome: 'delivered', reason: '群众说已经看到' })
    expect([settled.status, settled.json.state]).toEqual([200, 'delivered'])
    expect((await counter('POST', path, { outcome: 'delivered', reason: '再点一次' })).json.code).toBe(
      'delivery_settled',
    )
    expect((await counter('GET', '/api/staff/deliveries?state=unknown')).json.items).toEqual([])
    expect((await counter('GET', '/api/staff/deliveries?state=sent')).status).toBe(400)
  })

  it('who leaves takes the consents along; two names of one person put them together', async () => {
    const one = await test.office.residents.residentOf(miniApp.appId, 'o-leaves')
    await test.office.grants.record(one, { [MINI_VOTE]: 'accept' })
    await test.office.personalData.erase(one)
    expect(await grant(one.id)).toBeNull()
    const [a, b] = [
      await test.office.residents.residentOf(miniApp.appId, 'o-name-1'),
      await test.office.residents.residentOf(miniApp.appId, 'o-name-2'),
    ]
    await test.office.grants.record(a, { [MINI_VOTE]: 'accept' })
    await test.office.grants.record(b, { [MINI_VOTE]: 'accept', [MINI_NOTICE]: 'accept' })
    await test.office.database.transaction((tx) => test.office.personalData.join(tx, b.id, a.id))
    expect((await grantsLeft(test.office, MINI_VOTE)).get(a.id)).toBe(2)
    expect([await grant(b.id), (await grant(a.id, MINI_NOTICE))?.state]).toEqual([null, 'accept'])
  })
})
