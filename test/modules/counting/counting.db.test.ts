import { countAside, type RuleName, SetAsideBallot } from '../../../src/modules/counting'
import { systemActor } from '../../../src/modules/ledger'
import { Ballot, type BallotOrigin, type Poll, TRACES_KEPT_MS } from '../../../src/modules/polls'
import { actorOf, type StaffActor } from '../../../src/modules/staff'
import { KeyringEntry } from '../../../src/platform/keys'
import { recount } from '../../../src/recount/recount'
import { HOUR, openTestOffice, type TestOffice, testPassword } from '../../support/office'
import { openPoll } from '../../support/polls'

const SECOND = 1_000
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: { code?: string }) => e.code,
  )

let test: TestOffice
let office: StaffActor
let leader: StaffActor
beforeEach(async () => {
  test = await openTestOffice({ cityNetworks: ['10.0.0.0/8'] })
  office = await test.staff('office')
  leader = await test.staff('leader')
})
afterEach(() => test.close())

let people = 0
const neighbour = () => test.resident(`o-${people++}`)

/** Ballots some seconds apart, each of a person of its own. */
async function cast(poll: Poll, n: number, originOf: (i: number) => BallotOrigin | undefined, known = HOUR) {
  const who = await Promise.all(Array.from({ length: n }, neighbour))
  test.clock.advance(known)
  const ids: string[] = []
  for (const [i, resident] of who.entries()) {
    test.clock.advance(10 * SECOND)
    const answers = [
      { questionId: 'q1', optionIds: [`q1o${1 + (i % 5)}`] },
      { questionId: 'q2', optionIds: [`q2o${1 + (i % 3)}`] },
    ]
    ids.push((await test.office.ballotBox.castBallot(resident, poll.id, answers, originOf(i))).ballot.id)
  }
  return ids
}
const town = (i: number): BallotOrigin => ({ address: `10.1.${i % 250}.5`, agent: `phone ${i % 9}` })
const farm = (): BallotOrigin => ({ address: '198.51.100.4', agent: 'farm' })

const complete = async (id: string) => (await test.office.pollReads.tally(id)).tally
const counting = async (id: string) => test.office.countingReads.of(id, await complete(id))
const counted = (id: string) => countAside((sql, params) => test.office.database.select(sql, params), id)
async function setAside(poll: Poll, rule: RuleName, reason = '同一设备短时间大量投票') {
  const act = await test.office.settingAside.propose(office, poll.id, rule, reason)
  return test.office.settingAside.approve(leader, poll.id, act.id)
}
async function secondLeader(): Promise<StaffActor> {
  return actorOf(
    await test.office.staff.createStaff(systemActor, {
      username: 'leader2',
      name: '第二位领导',
      divisionId: leader.divisionId,
      roles: ['leader'],
      password: testPassword,
      mustChangePassword: false,
    }),
  )
}

it('a farm is found, set aside by two persons for a reason, in both tallies and in the book, and comes back', async () => {
  const poll = await openPoll(test)
  await cast(poll, 60, town)
  const planted = await cast(poll, 25, farm)
  const view = (await test.office.countingReads.view(office, poll.id))?.view
  expect(view?.rules.find((r) => r.rule === 'cohort')?.ballots).toBe(25)
  expect(view?.cohorts.map((g) => [g.name, g.ballots])).toEqual([['组 A', 25]])
  expect(view?.city).toEqual({ known: true, inside: 60, outside: 25, unknown: 0 })

  const act = await test.office.settingAside.propose(office, poll.id, 'cohort', '同一设备十分钟内投了 25 张')
  expect(act).toMatchObject({ number: 1, ballots: 25, state: 'proposed' })
  // Nothing has moved before a second person has looked.
  expect(await counting(poll.id)).toBeNull()
  expect(await refusal(test.office.settingAside.approve(office, poll.id, act.id))).toBe('own_work')
  await test.office.settingAside.approve(leader, poll.id, act.id)
  const told = await counting(poll.id)
  expect([told?.aside.ballots, told?.counted.ballots, (await complete(poll.id)).ballots]).toEqual([
    25, 60, 85,
  ])
  expect(told?.aside.options).toEqual({
    q1o1: 5,
    q1o2: 5,
    q1o3: 5,
    q1o4: 5,
    q1o5: 5,
    q2o1: 9,
    q2o2: 8,
    q2o3: 8,
  })
  const rows = await test.office.database.reads.findBy(SetAsideBallot, { actId: act.id })
  expect(rows.map((r) => r.ballotId).sort()).toEqual([...planted].sort())
  expect(await refusal(test.office.settingAside.approve(leader, poll.id, act.id))).toBe('act_settled')

  await test.office.settingAside.restore(leader, poll.id, act.id, '查明是养老院集体投票')
  const after = await counting(poll.id)
  expect([after?.aside, after?.counted.ballots]).toEqual([{ ballots: 0, options: {} }, 85])
  expect(after?.acts).toMatchObject([{ state: 'restored', endReason: '查明是养老院集体投票' }])
  expect(await refusal(test.office.settingAside.restore(leader, poll.id, act.id, '再恢复一次'))).toBe(
    'act_settled',
  )
  const book = (await test.office.ledger.list({ limit: 3 })).items.map((e) => e.action)
  expect(book).toEqual(['polls.restore_aside', 'polls.approve_aside', 'polls.propose_aside'])
})

it('neither who may not, nor without a match, nor for a draft', async () => {
  const poll = await openPoll(test)
  await cast(poll, 5, town)
  const { settingAside, countingReads } = test.office
  expect(await refusal(settingAside.propose(office, poll.id, 'cohort', '没有可疑的'))).toBe('nothing_matches')
  for (const role of ['editor', 'auditor', 'head'] as const)
    expect(await refusal(settingAside.propose(await test.staff(role), poll.id, 'out_of_city', '试试'))).toBe(
      'forbidden',
    )
  expect(await refusal(countingReads.view(await test.staff('editor'), poll.id))).toBe('forbidden')
  expect(await countingReads.view(await test.staff('auditor'), poll.id)).not.toBeNull()
  expect(await refusal(settingAside.approve(leader, poll.id, 'nothing'))).toBe('not_found')
})

it('a ballot that two rules point at is taken out once, whichever comes back first', async () => {
  const poll = await openPoll(test)
  await cast(poll, 40, town)
  await cast(poll, 25, farm)
  const [a, b] = await Promise.all([setAside(poll, 'cohort'), setAside(poll, 'out_of_city')])
  expect((await counting(poll.id))?.aside.ballots).toBe(25)
  await test.office.settingAside.restore(leader, poll.id, a.id, '先恢复第一项')
  expect((await counting(poll.id))?.aside.ballots).toBe(25)
  await test.office.settingAside.restore(leader, poll.id, b.id, '再恢复第二项')
  expect((await counting(poll.id))?.aside).toEqual({ ballots: 0, options: {} })
})

/** Numbers that look random and are the same every time. */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

it.each([1, 2, 3])(
  'in whatever order ballots are cast, set aside, restored and erased, counters are the rows (%i)',
  async (seed) => {
    const poll = await openPoll(test)
    const roll = dice(seed)
    const second = await secondLeader()
    await cast(poll, 30, town)
    await cast(poll, 22, farm)
    const { settingAside } = test.office
    for (let step = 0; step < 14; step++) {
      const rule = (['cohort', 'out_of_city', 'fresh'] as const)[roll(3)] as RuleName
      const acts = await test.office.countingReads.acts(poll.id)
      const some = acts[roll(acts.length)]
      // Several hands at once, of whom some come too late.
      await Promise.allSettled([
        roll(2) === 0 ? settingAside.propose(office, poll.id, rule, '按规则另列') : cast(poll, 3, farm),
        ...acts
          .filter((a) => a.state === 'proposed')
          .map((a) => settingAside.approve(roll(2) ? leader : second, poll.id, a.id)),
        ...(some && roll(3) === 0 ? [settingAside.restore(second, poll.id, some.id, '恢复看看')] : []),
        ...(some && roll(4) === 0 ? [settingAside.restore(leader, poll.id, some.id, '一起恢复')] : []),
      ])
      if (roll(3) === 0) {
        const [ballot] = await test.office.database.reads.find(Ballot, {
          where: { pollId: poll.id },
          take: 1,
          skip: roll(40),
        })
        if (ballot)
          await test.office.personalData
            .erase({ kind: 'resident', id: ballot.residentId })
            .catch(() => undefined)
      }
      const told = await counting(poll.id)
      const truth = await counted(poll.id)
      expect(told?.aside ?? { ballots: 0, options: {} }).toEqual(truth)
      expect(await test.office.pollReads.recount(poll.id)).toEqual(await complete(poll.id))
    }
    expect((await test.office.countingReads.acts(poll.id)).length).toBeGreaterThan(1)
    await test.office.polls.closePoll(leader, poll.id)
    for await (const line of recount(test.office)) expect(line.differences).toEqual([])
  },
)

it('recount names a second tally that is not what its ballots say', async () => {
  const poll = await openPoll(test)
  await cast(poll, 40, town)
  await cast(poll, 25, farm)
  await setAside(poll, 'cohort')
  await test.office.polls.closePoll(leader, poll.id)
  await test.office.database.transaction((tx) =>
    tx.query('UPDATE poll_countings SET aside = ? WHERE poll_id = ?', [
      JSON.stringify({ ballots: 24, options: {} }),
      poll.id,
    ]),
  )
  const found = []
  for await (const line of recount(test.office)) found.push(...line.differences)
  expect(new Set(found.map((d) => d.source))).toEqual(new Set(['另列计数器', '群众页面（不含另列）']))
})

it('leaving takes the trace along; a month after the end all traces go, with their key', async () => {
  const poll = await openPoll(test)
  await cast(poll, 40, town)
  await cast(poll, 25, farm)
  const traces = async () =>
    (await test.office.database.reads.findBy(Ballot, { pollId: poll.id })).map((b) => b.trace)
  const { residentId } = (await test.office.database.reads.findOneByOrFail(Ballot, {
    pollId: poll.id,
  })) as Ballot
  await test.office.personalData.erase({ kind: 'resident', id: residentId })
  expect((await traces()).filter((t) => t === null)).toHaveLength(1)
  await setAside(poll, 'cohort')
  await test.office.polls.closePoll(leader, poll.id)
  test.clock.advance(TRACES_KEPT_MS - 1)
  expect(await test.office.ballotTraces.purgeDue(systemActor)).toBe(0)
  test.clock.advance(1)
  expect(await test.office.ballotTraces.purgeDue(systemActor)).toBe(1)
  expect(await test.office.ballotTraces.purgeDue(systemActor)).toBe(0)
  expect((await traces()).filter((t) => t !== null)).toEqual([])
  expect(await test.office.database.reads.existsBy(KeyringEntry, { name: `trace.${poll.id}` })).toBe(false)
  expect(await test.office.countingReads.view(office, poll.id)).toBeNull()
  expect(await refusal(test.office.settingAside.propose(office, poll.id, 'cohort', '太晚了才来'))).toBe(
    'traces_cleared',
  )
  // What was decided stays, and can still be taken back.
  const [act] = await test.office.countingReads.acts(poll.id)
  await test.office.settingAside.restore(leader, poll.id, act?.id ?? '', '申诉成立')
  expect((await counting(poll.id))?.counted.ballots).toBe(65)
})

it('neither a stall nor a chat leaves a trace, and nobody is refused for a stamp', async () => {
  const poll = await openPoll(test)
  await cast(poll, 1, () => undefined)
  await cast(poll, 1, () => ({ ...farm(), paper: 'not ours' }))
  const ballots = await test.office.database.reads.find(Ballot, {
    where: { pollId: poll.id },
    order: { id: 'ASC' },
  })
  expect(ballots.map((b) => b.trace)).toEqual([null, expect.stringMatching(/^[\w-]{8}\.[\w-]{8}\.\.o$/)])
})
