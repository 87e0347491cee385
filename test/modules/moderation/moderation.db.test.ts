import { ContentCheck, TextLookout } from '../../../src/modules/moderation'
import { BallotTexts, type Poll } from '../../../src/modules/polls'
import { idsFrom, newId } from '../../../src/platform/ids'
import type { TextCheck, TextVerdict } from '../../../src/platform/wechat/text-check'
import { openConsultation } from '../../support/consultations'
import { serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { openPoll, someAnswers } from '../../support/polls'
import { xssPayloads } from '../../support/xss-payloads'

const MINUTE = 60_000

/** Says what the text itself asks for, and remembers what it was asked. */
class Scripted implements TextCheck {
  readonly appId = 'wxtest'
  readonly asked: { openid: string; text: string }[] = []
  away = false
  async check(o: { openid: string; text: string }): Promise<TextVerdict> {
    this.asked.push(o)
    if (this.away) return 'away'
    return o.text.includes('坏') ? 'risky' : o.text.includes('疑') ? 'review' : 'pass'
  }
}

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let poll: Poll
const scripted = new Scripted()

beforeAll(async () => {
  test = await openTestOffice({ textCheck: scripted })
  web = await serveOffice(test.office)
  poll = await openPoll(test)
  for (const role of ['office', 'editor'] as const) await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

let people = 0
async function write(text: string, openid = `o-text-${++people}`) {
  const resident = await test.resident(openid)
  const answers = [...someAnswers, { questionId: 'q3', optionIds: [], text }]
  return { resident, ...(await test.office.ballotBox.castBallot(resident, poll.id, answers)) }
}
const tick = async () => {
  await test.office.textLookout.look()
  await test.office.textChecking.checkDue()
}
const stateOf = async (id: string) => (await test.office.heldTexts.statesOf('ballot', [id])).get(id)
const exported = async () => {
  const office = await web.staff('office')
  return (await office('GET', `/api/staff/polls/${poll.id}/export?format=csv`)).text
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: { code?: string }) => e.code,
  )

describe('a text of a resident', () => {
  it('is counted at once, shown once it has passed, and held otherwise', async () => {
    const good = await write('想检辣条，好的')
    const doubtful = await write('疑似广告')
    const bad = await write('坏话 13800138000')
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(3)
    expect(await exported()).not.toMatch(/辣条|疑似|坏话/)
    expect((await exported()).match(/〔待审核〕/g)).toHaveLength(3)
    await tick()
    expect([await stateOf(good.ballot.id), await stateOf(doubtful.ballot.id)]).toEqual(['passed', 'held'])
    const sheet = await exported()
    expect(sheet).toMatch(/辣条/)
    expect(sheet).not.toMatch(/疑似|坏话/)
    expect(sheet.match(/〔待审核〕/g)).toHaveLength(2)
    const office = await web.staff('office')
    const { items } = (await office('GET', '/api/staff/held-texts')).json
    expect(items.map((i: { reason: string; text: string }) => [i.reason, i.text])).toEqual([
      ['review', '疑似广告'],
      ['risky', '坏话 138****8000'],
    ])
    // Its own writer reads it as he wrote it, and the counts are what they were.
    const own = await test.office.pollReads.myBallot(bad.resident, poll.id)
    expect(own.answers.at(-1)?.text).toContain('坏话')
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(3)
  })

  it('is decided by staff once, with one entry in the book and without its words there', async () => {
    const office = await web.staff('office')
    const editor = await web.staff('editor')
    const { items } = (await office('GET', '/api/staff/held-texts')).json
    const [first, second] = items
    const before = await test.office.ledger.headSeq()
    expect((await editor('GET', '/api/staff/held-texts')).status).toBe(403)
    const path = (id: string) => `/api/staff/held-texts/${id}/decision`
    expect((await editor('POST', path(first.id), { decision: 'release' })).status).toBe(403)
    const released = await office('POST', path(first.id), { decision: 'release' })
    expect([released.status, released.json.state]).toEqual([200, 'released'])
    expect((await office('POST', path(first.id), { decision: 'reject' })).json.code).toBe('not_held')
    expect((await office('POST', path(second.id), { decision: 'reject' })).json.state).toBe('rejected')
    expect((await office('POST', path('nobody'), { decision: 'reject' })).status).toBe(404)
    expect((await office('POST', path(second.id), { decision: 'burn' })).status).toBe(400)
    expect(await test.office.ledger.headSeq()).toBe(before + 2)
    const entries = (await test.office.ledger.list({ limit: 2 })).items
    expect(entries.map((e) => e.action)).toEqual(['moderation.decide', 'moderation.decide'])
    expect(JSON.stringify(entries)).not.toMatch(/疑似|坏话/)
    const sheet = await exported()
    expect(sheet).toContain('疑似广告')
    expect(sheet).toContain('〔未通过审核〕')
    expect(sheet).not.toContain('坏话')
    expect((await office('GET', '/api/staff/held-texts?state=rejected')).json.items).toHaveLength(1)
  })

  it('is held while WeChat is away, asked about again ever later, and never lost', async () => {
    scripted.away = true
    const { ballot } = await write('农贸市场')
    await tick()
    const asked = () => scripted.asked.filter((a) => a.text === '农贸市场').length
    expect([await stateOf(ballot.id), asked()]).toEqual(['held', 1])
    test.clock.advance(30_000 - 1)
    await tick()
    expect(asked()).toBe(1)
    for (const wait of [1, 60_000, 120_000]) {
      test.clock.advance(wait)
      await tick()
    }
    expect([await stateOf(ballot.id), asked()]).toEqual(['held', 4])
    scripted.away = false
    test.clock.advance(240_000)
    await tick()
    expect([await stateOf(ballot.id), asked()]).toEqual(['passed', 5])
    test.clock.advance(100 * MINUTE)
    await tick()
    expect(asked()).toBe(5)
  })

  it('decided by staff while the check is away stays as they decided', async () => {
    scripted.away = true
    const { ballot } = await write('超市')
    await tick()
    const { items } = await test.office.heldTexts.list({ limit: 100 })
    const held = items.find((i) => i.subjectId === ballot.id) as { id: string }
    await test.office.heldTexts.decide(await test.staff('office'), held.id, 'reject')
    scripted.away = false
    test.clock.advance(60 * MINUTE)
    await tick()
    expect(await stateOf(ballot.id)).toBe('rejected')
  })

  it('of a person whom only the 服务号 knows is for people to read', async () => {
    const resident = await test.office.residents.residentOf('wxoa', 'o-only-oa')
    const { consultation } = await openConsultation(test)
    const { comment } = await test.office.commentBox.comment(
      resident,
      consultation.id,
      { text: '支持' },
      'wechat',
    )
    await tick()
    const [held] = (await test.office.heldTexts.list({ limit: 10, type: 'comment' })).items
    expect([held?.subjectId, held?.label, held?.text]).toEqual([comment.id, 'no_openid', '支持'])
    expect(scripted.asked.map((a) => a.openid)).not.toContain('o-only-oa')
  })

  it('goes out of the check when its writer leaves', async () => {
    scripted.away = true
    const { ballot, resident } = await write('就要走了')
    await tick()
    await test.office.personalData.erase(resident)
    scripted.away = false
    test.clock.advance(60 * MINUTE)
    await tick()
    expect(await stateOf(ballot.id)).toBeUndefined()
    expect(scripted.asked.filter((a) => a.text === '就要走了')).toHaveLength(1)
  })

  it('that is an attack stays text for staff', async () => {
    const office = await web.staff('office')
    for (const payload of xssPayloads.filter((_, i) => i % 15 === 0))
      await write(`疑 ${payload}`.slice(0, 400))
    await tick()
    const reply = await office('GET', '/api/staff/held-texts?limit=100')
    expect(reply.headers.get('content-type')).toContain('application/json')
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    expect(reply.json.items.length).toBeGreaterThan(5)
  })
})

describe('the look-out', () => {
  it('finds a row that was committed after rows with later ids', async () => {
    const { database, lane, clock } = test.office
    await tick()
    const early = newId(clock.now() - 1_000)
    const resident = await test.resident('o-slow')
    const row = (id: string) => ({
      id,
      pollId: poll.id,
      residentId: resident.id,
      period: 'poll',
      answers: [{ questionId: 'q3', optionIds: [], text: '来得慢' }],
      answersHash: 'a'.repeat(64),
      divisionId: null,
      castAt: clock.now(),
      receipt: 'b'.repeat(32),
    })
    await write('来得快')
    await tick()
    expect(lane).toBeDefined()
    await database.transaction((tx) => tx.insert('ballots', row(early)))
    await tick()
    expect(await stateOf(early)).toBeUndefined()
    test.clock.advance(2 * MINUTE + 1_001)
    await tick()
    expect(await stateOf(early)).toBe('passed')
  })

  it('puts every text down once, whatever two workers do at once', async () => {
    for (let i = 0; i < 30; i++) await write(`第${i}个建议`)
    const { database, clock } = test.office
    const others = [1, 2].map(() => new TextLookout(database, clock, [new BallotTexts(database)]))
    await Promise.all([test.office.textLookout.look(), ...others.map((l) => l.look())])
    await test.office.textLookout.look()
    const rows = await database.reads.find(ContentCheck, { where: { subjectType: 'ballot' } })
    expect(new Set(rows.map((r) => r.subjectId)).size).toBe(rows.length)
    await test.office.textChecking.checkDue()
    const after = idsFrom(0)
    const { texts } = await new BallotTexts(database).after(after, null, 1_000)
    const states = await test.office.heldTexts.statesOf(
      'ballot',
      texts.map((t) => t.id),
    )
    expect(texts.filter((t) => !states.has(t.id))).toEqual([])
  })

  it('refuses people without the role at the service too', async () => {
    expect(await refusal(test.office.heldTexts.decide(await test.staff('editor'), 'x', 'release'))).toBe(
      'forbidden',
    )
  })
})
