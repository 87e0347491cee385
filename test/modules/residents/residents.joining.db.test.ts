import fc from 'fast-check'
import { Ballot } from '../../../src/modules/polls'
import { ResidentAlias, ResidentIdentity, ResidentUnion } from '../../../src/modules/residents'
import type { IdentitySource } from '../../../src/platform/wechat/identity'
import { openConsultation } from '../../support/consultations'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'
import { openPoll, someAnswers } from '../../support/polls'
import { buildBank, openQuiz } from '../../support/quizzes'

/** `app/openid/unionid`, as code2session would tell them; the last may be missing. */
const told: IdentitySource = {
  async exchange(code) {
    const [appId = '', openid = '', unionid] = code.split('/')
    return { appId, openid, unionid, singleUse: false }
  },
}

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice({ identities: told })
})
afterAll(() => test.close())

let people = 0
const person = () => `p${++people}`
const mini = (name: string, unionid = '') => signIn(`mini/m-${name}${unionid && `/${unionid}`}`)
const oa = (name: string, unionid?: string) => test.office.residents.residentOf('oa', `o-${name}`, unionid)
async function signIn(code: string) {
  const { resident } = await test.office.residents.signIn(code)
  return { kind: 'resident' as const, id: resident.id }
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: { code?: string }) => e.code,
  )
const cast = (id: string, pollId: string, option = 'q1o1', place = 'q2o1') =>
  test.office.ballotBox.castBallot({ kind: 'resident', id }, pollId, [
    { questionId: 'q1', optionIds: [option] },
    { questionId: 'q2', optionIds: [place] },
  ])

describe('one person with two openids', () => {
  it('is one resident at once when the second openid comes with a known unionid', async () => {
    const name = person()
    const first = await mini(name, `u-${name}`)
    expect((await oa(name, `u-${name}`)).id).toBe(first.id)
    expect((await oa(name)).id).toBe(first.id)
    const openids = await test.office.residents.openidsOf(first.id)
    expect(openids.map((o) => `${o.appId} ${o.openid}`).sort()).toEqual([`mini m-${name}`, `oa o-${name}`])
    const reads = test.office.database.reads
    expect(await reads.countBy(ResidentAlias, { residentId: first.id })).toBe(0)
    const [union] = await reads.findBy(ResidentUnion, { residentId: first.id })
    expect(union?.unionHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('without a unionid, or with one that differs in a byte, there are two residents', async () => {
    const name = person()
    const first = await mini(name, `u-${name}`)
    for (const unionid of [undefined, `U-${name}`, `u-${name} `, `u-${name}\u200b`])
      expect((await oa(`${name}${unionid ?? ''}`, unionid)).id).not.toBe(first.id)
  })

  it('the elder stays; sessions, preferences and messages of the younger go over to him', async () => {
    const name = person()
    const { residents, sessions } = test.office
    const elder = await oa(name)
    test.clock.advance(1_000)
    const { token, resident: younger } = await residents.signIn(`mini/m-${name}`)
    await residents.setPreferences(
      { kind: 'resident', id: elder.id },
      { topics: ['food'], ageFriendly: true },
    )
    await residents.setPreferences(
      { kind: 'resident', id: younger.id },
      { topics: ['toys', 'food'], personalised: false, consentVersion: '1' },
    )
    expect((await sessions.find(token, 'resident'))?.holderId).toBe(younger.id)
    await mini(name, `u-${name}`)
    expect((await oa(name, `u-${name}`)).id).toBe(elder.id)
    expect((await sessions.find(token, 'resident'))?.holderId).toBe(elder.id)
    expect(await residents.currentId(younger.id)).toBe(elder.id)
    expect(await residents.find(elder.id)).toMatchObject({
      topics: ['food', 'toys'],
      ageFriendly: true,
      personalised: false,
      consentVersion: '1',
      erasedAt: null,
    })
    expect(await residents.find(younger.id)).toMatchObject({ topics: [], erasedAt: test.clock.now() })
    expect(await residents.openidsOf(younger.id)).toEqual([])
    expect(await residents.openidsOf(elder.id)).toHaveLength(2)
  })

  it('three residents become one however they are told, and no alias points at an alias', async () => {
    const name = person()
    const ids = []
    for (const app of ['a', 'b', 'c']) {
      ids.push((await signIn(`${app}/x-${name}`)).id)
      test.clock.advance(1)
    }
    await signIn(`c/x-${name}/u1-${name}`)
    await signIn(`b/x-${name}/u1-${name}`)
    await signIn(`b/x-${name}/u2-${name}`)
    await signIn(`a/x-${name}/u2-${name}`)
    for (const id of ids) expect(await test.office.residents.currentId(id)).toBe(ids[0])
    for (const app of ['a', 'b', 'c']) expect((await signIn(`${app}/x-${name}`)).id).toBe(ids[0])
  })

  it('many first meetings at once leave one resident', async () => {
    const name = person()
    const found = await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? oa : mini)(name, `u-${name}`)),
    )
    expect(new Set(found.map((r) => r.id)).size).toBe(1)
    const identities = await test.office.database.reads.countBy(ResidentIdentity, {
      residentId: found[0]?.id,
    })
    expect(identities).toBe(2)
  })
})

describe('what both have done before', () => {
  it('stays counted; where only one has voted, the other cannot any more, on both ids', async () => {
    const name = person()
    const [both, onlyElder, onlyYounger] = [await openPoll(test), await openPoll(test), await openPoll(test)]
    const elder = await mini(name)
    test.clock.advance(5)
    const younger = await oa(name)
    await cast(elder.id, both.id, 'q1o1')
    await cast(younger.id, both.id, 'q1o2')
    await cast(elder.id, onlyElder.id)
    const { ballot } = await cast(younger.id, onlyYounger.id, 'q1o3')
    await mini(name, `u-${name}`)
    const one = await oa(name, `u-${name}`)
    for (const poll of [both, onlyElder, onlyYounger]) {
      expect(await refusal(cast(one.id, poll.id, 'q1o4'))).toBe('already_voted')
      const { tally } = await test.office.pollReads.tally(poll.id)
      expect(tally).toEqual(await test.office.pollReads.recount(poll.id))
    }
    expect((await test.office.pollReads.tally(both.id)).tally.ballots).toBe(2)
    // The very same ballot again, from the other app, is answered with the first receipt.
    const again = await cast(one.id, onlyYounger.id, 'q1o3')
    expect([again.isNew, again.ballot.receipt]).toEqual([false, ballot.receipt])
    expect((await test.office.pollReads.myBallots(one, { limit: 10 })).items).toHaveLength(3)
    const data = await test.office.personalData.exportAll(one)
    expect((data.ballots as Ballot[]).length).toBe(3)
    expect((data.joined as { ballots: Ballot[] }[])[0]?.ballots).toHaveLength(1)
  })

  it('nothing goes in under the alias, whoever still holds its id', async () => {
    const name = person()
    const poll = await openPoll(test)
    await mini(name)
    test.clock.advance(5)
    const younger = await oa(name)
    await mini(name, `u-${name}`)
    await oa(name, `u-${name}`)
    expect(await refusal(cast(younger.id, poll.id))).toBe('unavailable')
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(0)
    const other = await mini(person())
    expect(await refusal(Promise.all([cast(other.id, poll.id), refusal(cast(younger.id, poll.id))]))).toBe(
      'done',
    )
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
  })

  it('a paper under way is handed in once, by the one person', async () => {
    const name = person()
    await test.office.quizBank.importQuestions(await test.staff('editor'), buildBank(8))
    const quiz = await openQuiz(test)
    const elder = await mini(name)
    test.clock.advance(5)
    const younger = await oa(name)
    const { paper } = await test.office.quizAttempts.startAttempt(younger, quiz.id)
    await mini(name, `u-${name}`)
    await oa(name, `u-${name}`)
    const again = await test.office.quizAttempts.startAttempt(elder, quiz.id)
    expect([again.isNew, again.paper.attemptId]).toEqual([false, paper.attemptId])
    await test.office.quizAttempts.submitAttempt(elder, paper.attemptId, [])
    expect(await refusal(test.office.quizAttempts.startAttempt(elder, quiz.id))).toBe('already_attempted')
  })

  it('comments all stay, and the two count as one person from then on', async () => {
    const name = person()
    const { commentBox, consultationReads, consultationAnalysis, commentReads } = test.office
    const { consultation, clauses } = await openConsultation(test)
    const [one, two] = clauses.map((c) => c.id)
    const elder = await mini(name)
    test.clock.advance(5)
    const younger = await oa(name)
    await commentBox.comment(elder, consultation.id, { clauseId: one, text: '同意这一条。' })
    await commentBox.comment(younger, consultation.id, { clauseId: one, text: '同意这一条。' }, 'wechat')
    await commentBox.comment(younger, consultation.id, { clauseId: two, text: '请写明期限。' }, 'wechat')
    await mini(name, `u-${name}`)
    await oa(name, `u-${name}`)
    const repeated = await commentBox.comment(elder, consultation.id, { clauseId: two, text: '请写明期限。' })
    expect(repeated.isNew).toBe(false)
    const counters = await consultationReads.counters(await consultationReads.find(consultation.id))
    expect([counters.get('comments'), counters.get('persons'), counters.get(`persons:${one}`)]).toEqual([
      3, 1, 1,
    ])
    const positive = new Map([...counters].filter(([, votes]) => votes > 0))
    expect(await consultationAnalysis.recount(consultation.id)).toEqual(positive)
    expect((await commentReads.mine(elder, { limit: 10 })).items).toHaveLength(3)
  })

  it('erasing erases under both names, and coming back by either openid is the same person while a poll is open', async () => {
    const name = person()
    const poll = await openPoll(test)
    const elder = await mini(name)
    test.clock.advance(5)
    const younger = await oa(name)
    const withText = [...someAnswers, { questionId: 'q3', optionIds: [], text: `私密 ${name}` }]
    for (const resident of [elder, younger])
      await test.office.ballotBox.castBallot(resident, poll.id, withText)
    await mini(name, `u-${name}`)
    await oa(name, `u-${name}`)
    await test.office.personalData.erase(elder)
    const ballots = await test.office.database.reads.findBy(Ballot, { pollId: poll.id })
    expect([ballots.length, JSON.stringify(ballots).includes('私密')]).toEqual([2, false])
    expect((await oa(name)).id).toBe(elder.id)
    expect(await refusal(cast(elder.id, poll.id))).toBe('already_voted')
    expect((await signIn(`third/t-${name}/u-${name}`)).id).toBe(elder.id)
  })
})

describe('in any order of voting and linking', () => {
  it('every ballot taken stays counted, and after the link nobody gets a second place', async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('vote' as const), by: fc.boolean(), poll: fc.nat(1) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('link' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('tomorrow' as const) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const name = person()
        const closesAt = test.clock.now() + 30 * DAY
        const polls = [
          await openPoll(test, { closesAt }),
          await openPoll(test, { closesAt, votesPer: 'day' }),
        ]
        const actors = [await mini(name), await oa(name)]
        const taken = new Set<string>()
        let linked = false
        let day = 0
        // No two of these ballots are alike: a repeated one would be answered with the first receipt.
        for (const [n, s] of steps.entries()) {
          if (s.kind === 'tomorrow') {
            day++
            test.clock.advance(DAY)
          } else if (s.kind === 'link') {
            linked = true
            await mini(name, `u-${name}`)
            const one = await oa(name, `u-${name}`)
            actors.fill(one)
          } else {
            const poll = polls[s.poll] as (typeof polls)[number]
            const place = s.poll === 1 ? `1 ${day}` : '0'
            const keys = linked ? ['a', 'b'] : [s.by ? 'a' : 'b']
            const may = keys.every((k) => !taken.has(`${k} ${place}`))
            const actor = actors[s.by ? 0 : 1] as { id: string }
            expect(
              await refusal(cast(actor.id, poll.id, `q1o${1 + (n % 5)}`, `q2o${1 + Math.floor(n / 5)}`)),
            ).toBe(may ? 'done' : 'already_voted')
            if (may) taken.add(`${keys[0]} ${place}`)
          }
        }
        for (const [n, poll] of polls.entries()) {
          const { tally } = await test.office.pollReads.tally(poll.id)
          expect(tally.ballots).toBe([...taken].filter((t) => t[2] === String(n)).length)
          expect(tally).toEqual(await test.office.pollReads.recount(poll.id))
        }
      }),
      { numRuns: 25 },
    )
  })

  it('a vote under way while two are joined, and one cast right after, are never both taken', async () => {
    const poll = await openPoll(test)
    const tries = Array.from({ length: 24 }, async (_, i) => {
      const name = person()
      const elder = await mini(name, `u-${name}`)
      const younger = await oa(name)
      const early = refusal(cast(younger.id, poll.id, 'q1o2'))
      const late = (async () => {
        for (let n = 0; n < i % 4; n++) await new Promise((resolve) => setImmediate(resolve))
        const one = await oa(name, `u-${name}`)
        return refusal(cast(one.id, poll.id, 'q1o1'))
      })()
      expect(elder.id < younger.id).toBe(true)
      return Promise.all([early, late])
    })
    const outcomes = await Promise.all(tries)
    for (const [early, late] of outcomes) expect([early, late].filter((o) => o === 'done')).toHaveLength(1)
    const { tally } = await test.office.pollReads.tally(poll.id)
    expect([tally.ballots, tally]).toEqual([24, await test.office.pollReads.recount(poll.id)])
  })
})
