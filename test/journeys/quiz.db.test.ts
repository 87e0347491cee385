import { systemActor } from '../../src/modules/ledger'
import { type HttpClient, type HttpReply, serveOffice } from '../support/http'
import { HOUR, openTestOffice, type TestOffice } from '../support/office'
import { answersTo, buildBank } from '../support/quizzes'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient
let leader: HttpClient

/** Words that stand nowhere but in explanations and citations. */
const canary = (n: number) => ({
  explanation: `金丝雀解析${n}号，正确的是这一项`,
  citation: `《金丝雀条例》第${n}条`,
})
const bank = buildBank(8).map((question, n) => ({ ...question, ...canary(n) }))
const words = /金丝雀|explanation|citation|"answer"|"index"|rightOptionIds|"right"/i

beforeAll(async () => {
  test = await openTestOffice()
  for (const role of ['editor', 'leader', 'head', 'auditor'] as const) await test.staff(role)
  web = await serveOffice(test.office)
  editor = await web.staff('editor')
  leader = await web.staff('leader')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const iso = (instant: number) => new Date(instant).toISOString()
const newQuiz = (over: object = {}) => ({
  title: '食品安全知识问答',
  rules: '每人一次，限时十分钟。',
  opensAt: iso(test.clock.now() - HOUR),
  closesAt: iso(test.clock.now() + 2 * HOUR),
  paperSize: 5,
  secondsAllowed: 600,
  qualifyingScore: 4,
  prizes: [{ name: '家用电子秤', count: 5 }],
  ...over,
})
const ledgerSeq = async () => (await test.office.ledger.list({ limit: 1 })).items[0]?.seq ?? 0

describe('a quiz, from the bank to the reveal', () => {
  let quizId = ''

  it('an editor fills the bank and writes a quiz, somebody else opens it; one line in the ledger each', async () => {
    const steps: [number, () => Promise<HttpReply>][] = [
      [201, () => editor('POST', '/api/staff/questions', bank[0])],
      [201, () => editor('POST', '/api/staff/questions/import', { questions: bank.slice(1) })],
      [201, () => editor('POST', '/api/staff/quizzes', newQuiz())],
      [200, () => leader('POST', `/api/staff/quizzes/${quizId}/opening`)],
    ]
    for (const [status, step] of steps) {
      const before = await ledgerSeq()
      const reply = await step()
      expect([reply.status, await ledgerSeq()]).toEqual([status, before + 1])
      if (reply.json.paperSize) quizId = reply.json.id
    }
    const listed = await leader('GET', '/api/staff/quizzes?state=open')
    expect(listed.json.items).toEqual([
      expect.objectContaining({ id: quizId, state: 'open', poolSize: 8, questionIds: null }),
    ])
    expect(listed.json.items[0]).toMatchObject({ author: '测试editor', submissions: 0 })
    expect((await leader('GET', '/api/staff/questions?limit=3&retired=false')).json.items).toHaveLength(3)
    expect((await (await web.staff('auditor'))('GET', '/api/staff/questions')).status).toBe(403)
    expect((await web.stranger('GET', '/api/staff/questions')).status).toBe(401)
  })

  it('residents find it, take it once, and see how they did', async () => {
    const listed = await web.stranger('GET', '/api/quizzes?state=open')
    expect(listed.json.items).toEqual([(await web.stranger('GET', `/api/quizzes/${quizId}`)).json])
    expect(listed.json.items[0]).toEqual({
      id: quizId,
      title: '食品安全知识问答',
      rules: '每人一次，限时十分钟。',
      opensAt: iso(test.clock.now() - HOUR),
      closesAt: iso(test.clock.now() + 2 * HOUR),
      state: 'open',
      attemptsPer: 'quiz',
      paperSize: 5,
      secondsAllowed: 600,
      qualifyingScore: 4,
      revealAt: iso(test.clock.now() + 2 * HOUR),
      prizes: [{ id: 'p1', name: '家用电子秤', count: 5 }],
    })
    const resident = await web.resident('o-quiz-1')
    expect((await web.stranger('POST', `/api/quizzes/${quizId}/attempts`)).status).toBe(401)
    const started = await resident('POST', `/api/quizzes/${quizId}/attempts`)
    expect([started.status, started.json.questions.length]).toEqual([201, 5])
    expect(started.json.endsAt).toBe(iso(test.clock.now() + 600_000))
    const again = await resident('POST', `/api/quizzes/${quizId}/attempts`)
    expect([again.status, again.text]).toEqual([200, started.text])
    const url = `/api/attempts/${started.json.attemptId}/answers`
    const answers = answersTo(started.json.questions, bank, 4)
    const first = await resident('PUT', url, { answers })
    expect([first.status, first.json]).toEqual([200, { score: 4, total: 5, qualified: true }])
    const same = await resident('PUT', url, { answers: [...answers].reverse() })
    expect([same.status, same.text]).toEqual([200, first.text])
    const other = await resident('PUT', url, { answers: [] })
    expect([other.status, other.json.code]).toEqual([409, 'already_submitted'])
    const restart = await resident('POST', `/api/quizzes/${quizId}/attempts`)
    expect([restart.status, restart.json.code]).toEqual([409, 'already_attempted'])
    const mine = await resident('GET', '/api/me/attempts')
    expect(mine.json.items).toEqual([
      expect.objectContaining({ quizId, state: 'submitted', score: 4, total: 5, qualified: true }),
    ])
  })

  it('tells how long is left by the server’s clock, to the ms, and nothing once it is over', async () => {
    const resident = await web.resident('o-quiz-left')
    const start = () => resident('POST', `/api/quizzes/${quizId}/attempts`)
    const { json: paper } = await start()
    const left = async () => (await resident('GET', `/api/attempts/${paper.attemptId}`)).json.paper.remaining
    expect([paper.remaining, await left()]).toEqual([600_000, 600_000])
    test.clock.advance(123_456)
    expect([(await start()).json.remaining, await left()]).toEqual([476_544, 476_544])
    test.clock.advance(600_000)
    expect(await left()).toBe(0)
  })

  it('bad input names its field and takes nothing', async () => {
    const resident = await web.resident('o-quiz-bad')
    const { json: paper } = await resident('POST', `/api/quizzes/${quizId}/attempts`)
    const [one, two] = paper.questions
    const own = one.options[0].id
    const cases: [unknown, string][] = [
      [{ answers: [{ questionId: 'nope', optionIds: [own] }] }, 'answers.0.questionId'],
      [{ answers: [{ questionId: one.id, optionIds: [two.options[0].id] }] }, 'answers.0.optionIds.0'],
      [{ answers: [{ questionId: one.id, optionIds: own }] }, 'answers.0.optionIds'],
      [{ answers: [{ questionId: one.id, optionIds: [own], score: 5 }] }, 'answers.0.score'],
      [{ answers: [], submittedAt: iso(0) }, 'submittedAt'],
      [{}, 'answers'],
    ]
    for (const [body, path] of cases) {
      const reply = await resident('PUT', `/api/attempts/${paper.attemptId}/answers`, body)
      expect([reply.status, reply.json.code, reply.json.errors.map((e: { path: string }) => e.path)]).toEqual(
        [400, 'invalid_request', expect.arrayContaining([path])],
      )
    }
    test.clock.advance(600_000)
    const late = await resident('PUT', `/api/attempts/${paper.attemptId}/answers`, { answers: [] })
    expect([late.status, late.json.code]).toEqual([409, 'attempt_over'])
    expect((await resident('GET', '/api/me/attempts')).json.items[0].state).toBe('over')
  })

  it('staff see scores and the hardest questions without counting rows', async () => {
    const { json } = await leader('GET', `/api/staff/quizzes/${quizId}/results`)
    expect(json).toMatchObject({ quizId, final: false, attempts: 3, submissions: 1, qualified: 1 })
    expect(json.scores).toEqual(
      [0, 1, 2, 3, 4, 5].map((score) => ({ score, submissions: Number(score === 4) })),
    )
    expect(json.questions.map((q: { wrong: number }) => q.wrong)).toEqual([1, 0, 0, 0, 0])
    const [listed] = (await leader('GET', '/api/staff/quizzes?state=open')).json.items
    expect(listed).toMatchObject({ id: quizId, submissions: 1 })
  })

  it('the bank is searched by words and kind, signs taken as they are, and told for one quiz', async () => {
    const stems = async (query: string) =>
      (await leader('GET', `/api/staff/questions?${query}`)).json.items.map((q: { stem: string }) => q.stem)
    expect(await stems(`q=${encodeURIComponent('第7个')}`)).toEqual([bank[7]?.stem])
    expect(await stems('q=%25')).toEqual([])
    expect(await stems('kind=true_false')).toEqual([bank[5]?.stem, bank[2]?.stem])
    const ids = (await leader('GET', '/api/staff/questions?kind=single')).json.items.map(
      (q: { id: string }) => q.id,
    )
    const chosen = await editor(
      'POST',
      '/api/staff/quizzes',
      newQuiz({ paperSize: 2, qualifyingScore: 1, questionIds: ids }),
    )
    expect(await stems(`quizId=${chosen.json.id}`)).toEqual([bank[6]?.stem, bank[3]?.stem, bank[0]?.stem])
    expect(await stems(`quizId=${quizId}&kind=multiple`)).toHaveLength(3)
    const whole = await editor('POST', '/api/staff/quizzes', newQuiz())
    expect(await stems(`quizId=${whole.json.id}`)).toHaveLength(8)
    const nowhere = await leader('GET', '/api/staff/questions?quizId=nowhere')
    expect([nowhere.status, nowhere.json.code]).toEqual([404, 'not_found'])
  })

  it('an import with a faulty line brings in nothing and names every one', async () => {
    const before = (await leader('GET', '/api/staff/questions?limit=100')).json.items.length
    const seq = await ledgerSeq()
    const good = { ...bank[0], stem: '新题目' }
    const body = { questions: [good, { ...good, kind: 'essay' }, { ...good, stem: '' }] }
    const reply = await editor('POST', '/api/staff/questions/import', body)
    expect([reply.status, reply.json.errors.map((e: { path: string }) => e.path)]).toEqual([
      400,
      ['questions.1.kind', 'questions.2.stem'],
    ])
    expect((await leader('GET', '/api/staff/questions?limit=100')).json.items).toHaveLength(before)
    expect(await ledgerSeq()).toBe(seq)
  })
})

describe('before the reveal nothing tells which option is right', () => {
  it('no reply, header, error or export to residents holds an answer; afterwards the review does', async () => {
    const created = await editor(
      'POST',
      '/api/staff/quizzes',
      newQuiz({ revealAt: iso(test.clock.now() + 4 * HOUR) }),
    )
    const id = created.json.id
    const resident = await web.resident('o-reader')
    const other = await web.resident('o-other-reader')
    const seen: HttpReply[] = []
    const look = async (client: HttpClient, ...request: Parameters<HttpClient>) => {
      const reply = await client(...request)
      seen.push(reply)
      return reply
    }
    await look(web.stranger, 'GET', `/api/quizzes/${id}`)
    await leader('POST', `/api/staff/quizzes/${id}/opening`)
    const started = await look(resident, 'POST', `/api/quizzes/${id}/attempts`, undefined, {
      'idempotency-key': 'k1',
    })
    const { attemptId, questions } = started.json
    const answers = answersTo(questions, bank, 3)
    const everything = async () => {
      await look(web.stranger, 'GET', '/api/quizzes')
      await look(web.stranger, 'GET', `/api/quizzes/${id}`)
      await look(web.stranger, 'GET', `/api/quizzes/${id}/results`)
      await look(web.stranger, 'GET', '/api/search?q=%E9%87%91%E4%B8%9D%E9%9B%80')
      await look(resident, 'GET', `/api/staff/quizzes/${id}/results`)
      await look(resident, 'GET', '/api/staff/questions')
      await look(resident, 'POST', `/api/quizzes/${id}/attempts`, undefined, { 'idempotency-key': 'k1' })
      await look(resident, 'POST', `/api/quizzes/${id}/attempts`)
      await look(resident, 'GET', `/api/attempts/${attemptId}`)
      await look(other, 'GET', `/api/attempts/${attemptId}`)
      await look(other, 'PUT', `/api/attempts/${attemptId}/answers`, { answers })
      for (const bad of [
        {},
        { answers: [{ questionId: 'x', optionIds: [] }] },
        { answers: [{ questionId: questions[0].id, optionIds: ['y'] }] },
        '{',
      ])
        await look(resident, 'PUT', `/api/attempts/${attemptId}/answers`, bad)
      await look(resident, 'GET', '/api/me/attempts')
      await look(resident, 'GET', '/api/me/export')
    }
    await everything()
    const first = await look(resident, 'PUT', `/api/attempts/${attemptId}/answers`, { answers })
    expect(first.json).toEqual({ score: 3, total: 5, qualified: false })
    await look(resident, 'PUT', `/api/attempts/${attemptId}/answers`, { answers: [] })
    await everything()
    test.clock.advance(2 * HOUR)
    await look(resident, 'PUT', `/api/attempts/${attemptId}/answers`, { answers })
    await everything()
    await test.office.quizzes.freezeDue(systemActor)
    test.clock.advance(2 * HOUR - 1)
    await everything()
    expect(seen.length).toBeGreaterThan(60)
    for (const reply of seen) {
      const headers = [...reply.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
      // The search repeats the words that were looked for, and nothing else.
      const text = decodeURIComponent(reply.text).replaceAll('/api/search?q=金丝雀', '')
      expect(`${headers}\n${text}`).not.toMatch(words)
      expect(reply.status).not.toBe(500)
    }

    test.clock.advance(1)
    const after = await resident('PUT', `/api/attempts/${attemptId}/answers`, { answers })
    expect(after.json).toMatchObject({ score: 3, total: 5, qualified: false })
    expect(after.text).toMatch(/金丝雀解析/)
    for (const [at, line] of after.json.review.entries()) {
      const asked = bank.find((q) => q.stem === questions[at].stem)
      const labels = line.rightOptionIds.map(
        (o: string) => questions[at].options.find((x: { id: string }) => x.id === o).label,
      )
      expect(new Set(labels)).toEqual(new Set(asked?.answer.map((index) => asked.options[index])))
      expect([line.explanation, line.citation, line.right]).toEqual([
        asked?.explanation,
        asked?.citation,
        at < 3,
      ])
    }
    const read = await resident('GET', `/api/attempts/${attemptId}`)
    expect(read.json.review).toEqual(after.json.review)
  })

  it('two papers over the same questions share no id', async () => {
    // Hours have passed: sessions of staff end when idle.
    editor = await web.staff('editor')
    leader = await web.staff('leader')
    const { json: created } = await editor('POST', '/api/staff/quizzes', newQuiz({ paperSize: 8 }))
    await leader('POST', `/api/staff/quizzes/${created.id}/opening`)
    type Asked = { id: string; stem: string; options: { id: string; label: string }[] }
    const papers: Asked[][] = []
    for (const openid of ['o-pair-1', 'o-pair-2', 'o-pair-3']) {
      const resident = await web.resident(openid)
      papers.push((await resident('POST', `/api/quizzes/${created.id}/attempts`)).json.questions)
    }
    const ids = papers.flat().flatMap((q) => [q.id, ...q.options.map((o) => o.id)])
    expect(new Set(ids).size).toBe(ids.length)
    const stems = papers.map((p) => p.map((q) => q.stem))
    expect(new Set(stems.map((s) => [...s].sort().join())).size).toBe(1)
    // 8! orders: three papers alike by chance is less likely than a broken machine.
    expect(new Set(stems.map((s) => s.join())).size).toBeGreaterThan(1)
  })
})
