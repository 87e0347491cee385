import { type Line, recount } from '../../src/recount/recount'
import { castMany } from '../support/ballots'
import { openConsultation } from '../support/consultations'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'

let test: TestOffice
let closedId: string
let openId: string
beforeAll(async () => {
  test = await openTestOffice()
  const closed = await openPoll(test, { title: '已结束的一期' })
  closedId = closed.id
  await castMany(test, closed, 300)
  await test.office.polls.closePoll(await test.staff('leader'), closedId)
  const open = await openPoll(test, { title: '进行中的一期' })
  openId = open.id
  await castMany(test, open, 200)
  await test.office.logs.sequence()
  await castMany(test, open, 30)
  const { consultation, clause } = await openConsultation(test)
  const resident = await test.resident('o-recount')
  for (const text of ['字号要大一些', '写明计价单位'])
    await test.office.commentBox.comment(resident, consultation.id, { clauseId: clause('a5').id, text })
})
afterAll(() => test.close())

async function lines(): Promise<Line[]> {
  const found: Line[] = []
  for await (const line of recount(test.office)) found.push(line)
  return found
}
const change = (sql: string, params: unknown[]) =>
  test.office.database.transaction((tx) => tx.query(sql, params))

it('one number everywhere: pages, chat, console, export, open data, logs and the years', async () => {
  const found = await lines()
  expect(found.flatMap((line) => line.differences)).toEqual([])
  const polls = found.filter((line) => line.kind === '投票')
  expect(polls.map((line) => [line.title, line.counted])).toEqual([
    ['进行中的一期', 230],
    ['已结束的一期', 300],
  ])
  // An open poll has no frozen result and no published rows, and stands on the home page instead.
  expect(polls.map((line) => line.places)).toEqual([11, 12])
  expect(found.find((line) => line.kind === '意见征集')?.counted).toBe(2)
  expect(found.at(-1)).toMatchObject({ kind: '年度', counted: 530 })
})

it('while residents vote it finds no difference that is none', async () => {
  const poll = await openPoll(test, { title: '边投边数' })
  const voting = castMany(test, poll, 600)
  for (let n = 0; n < 3; n++) expect((await lines()).flatMap((line) => line.differences)).toEqual([])
  await voting
  expect((await lines()).flatMap((line) => line.differences)).toEqual([])
})

const flipped = JSON.stringify([
  { questionId: 'q1', optionIds: ['q1o5', 'q1o1'] },
  { questionId: 'q2', optionIds: ['q2o3'] },
])

it.each<[what: string, work: () => Promise<() => Promise<unknown>>, places: string[]]>([
  [
    'a counter',
    async () => {
      const move = (by: number) =>
        change("UPDATE tallies SET votes = votes + ? WHERE subject = ? AND item = 'option:q1o1'", [
          by,
          openId,
        ])
      await move(1)
      return () => move(-1)
    },
    ['计数器'],
  ],
  [
    'a day',
    async () => {
      const move = (by: number) =>
        change("UPDATE tallies SET votes = votes + ? WHERE subject = ? AND item LIKE 'day:%'", [by, closedId])
      await move(1)
      return () => move(-1)
    },
    ['按天合计', '年度数据'],
  ],
  [
    'the frozen tally',
    async () => {
      const [row] = await test.office.database.select('SELECT final_tally FROM polls WHERE id = ?', [
        closedId,
      ])
      const tally = JSON.parse(String(row?.final_tally))
      tally.ballots++
      await change('UPDATE polls SET final_tally = ? WHERE id = ?', [JSON.stringify(tally), closedId])
      return () =>
        change('UPDATE polls SET final_tally = ? WHERE id = ?', [String(row?.final_tally), closedId])
    },
    ['固定的结果', '群众页面', '管理后台', '管理后台列表', '微信对话'],
  ],
  [
    'a ballot’s choices',
    async () => {
      const [row] = await test.office.database.select(
        "SELECT id, answers FROM ballots WHERE poll_id = ? AND answers NOT LIKE '%q2o3%' ORDER BY id LIMIT 1",
        [closedId],
      )
      const set = (answers: unknown) =>
        change('UPDATE ballots SET answers = ? WHERE id = ?', [answers, row?.id])
      await set(flipped)
      return () => set(row?.answers)
    },
    ['计数器', '固定的结果', '开放数据', '群众页面', '管理后台'],
  ],
  [
    'a ballot taken out',
    async () => {
      const [row] = await test.office.database.select(
        'SELECT id FROM ballots WHERE poll_id = ? ORDER BY id LIMIT 1',
        [openId],
      )
      const set = (pollId: string) => change('UPDATE ballots SET poll_id = ? WHERE id = ?', [pollId, row?.id])
      await set('elsewhere')
      return () => set(openId)
    },
    ['计数器', '按天合计', '按辖区合计', '按小时合计', '凭证日志'],
  ],
  [
    'a published row',
    async () => {
      const [row] = await test.office.database.select(
        'SELECT content FROM poll_rows WHERE poll_id = ? AND number = 0',
        [closedId],
      )
      const set = (content: unknown) =>
        change('UPDATE poll_rows SET content = ? WHERE poll_id = ? AND number = 0', [content, closedId])
      await set(String(row?.content).replace('q2o1', 'q2o2'))
      return () => set(row?.content)
    },
    ['开放数据'],
  ],
])('%s that was changed is found, and where it shows', async (_, work, places) => {
  const undo = await work()
  const found = (await lines()).flatMap((line) => line.differences)
  await undo()
  const sources = new Set(found.map((d) => d.source))
  expect(places.filter((place) => !sources.has(place))).toEqual([])
  expect((await lines()).flatMap((line) => line.differences)).toEqual([])
})
