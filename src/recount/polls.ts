import { tellResults } from '../../bot/results.dialogue'
import { ballotSheet } from '../../console-api/polls/polls.export'
import { presentStaffTally } from '../../console-api/polls/polls.present'
import { presentCounting, presentTally } from '../../miniapp-api/polls/polls.present'
import { countAside, without } from '../modules/counting'
import { type Counts, countBallots, countRows, type Poll } from '../modules/polls'
import type { Office } from '../office'
import type { Select } from '../platform/db/database'
import { ENTRY_CHARACTERS } from '../platform/db/intake'
import { complete, type Difference, differences, type Figures, figuresOf, type Told } from './figures'

/** Exports of more ballots are read only when asked for: writing millions of lines takes longer than counting them. */
export const EXPORT_AT_MOST = 20_000

export interface PollCount {
  poll: Poll
  counted: Counts
  places: number
  differences: Difference[]
}

/** Counts a poll's ballots one by one, and asks every place that tells its numbers. */
export async function recountPoll(
  office: Office,
  poll: Poll,
  select: Select,
  withExport: boolean,
): Promise<PollCount> {
  const { kind } = office.database
  const counted = await countBallots(select, kind, poll)
  const truth = figuresOf(counted)
  const places = [
    ...(await kept(office, poll, select, truth)),
    ...(await shown(office, poll)),
    ...(withExport || counted.ballots <= EXPORT_AT_MOST ? [await exported(office, poll, truth)] : []),
  ]
  const aside = await countedApart(office, poll, counted, select)
  return {
    poll,
    counted,
    places: places.length + aside.places,
    differences: [...differences(poll.title, truth, places), ...aside.differences],
  }
}

/** The second tally: what is set aside, counted from its ballots, and everywhere it is told. */
async function countedApart(
  office: Office,
  poll: Poll,
  counted: Counts,
  select: Select,
): Promise<{ places: number; differences: Difference[] }> {
  const [row] = await select('SELECT aside FROM poll_countings WHERE poll_id = ?', [poll.id])
  if (!row) return { places: 0, differences: [] }
  const apart = await countAside(select, poll.id)
  const kept = complete('另列计数器', figuresOf(apart), figuresOf(JSON.parse(String(row.aside))))
  const { tally } = await office.pollReads.tally(poll.id)
  const told = await office.countingReads.of(poll.id, tally)
  const rest = figuresOf(without(counted, apart))
  const places: Told[] = []
  // While it is open more may have come in since, which is not set aside.
  if (told && poll.finalTally) {
    const page = presentCounting(poll, told)
    places.push({
      source: '群众页面（不含另列）',
      figures: new Map([
        ['ballots', page.ballots],
        ...page.questions.flatMap((q) =>
          q.options.map((o): [string, number] => [`option:${o.optionId}`, o.votes]),
        ),
      ]),
    })
  }
  return {
    places: 1 + places.length,
    differences: [
      ...differences(poll.title, figuresOf(apart), [kept]),
      ...differences(poll.title, rest, places),
    ],
  }
}

/** What stands in tables, in the same snapshot as the ballots. */
async function kept(office: Office, poll: Poll, select: Select, truth: Figures): Promise<Told[]> {
  const rows = await select('SELECT item, votes FROM tallies WHERE subject = ?', [poll.id])
  const counters = new Map(rows.map((row) => [String(row.item), Number(row.votes)]))
  const main = new Map([...counters].filter(([item]) => item === 'ballots' || item.startsWith('option:')))
  const sum = (prefix: string): Figures => {
    const votes = [...counters].filter(([item]) => item.startsWith(prefix)).map(([, n]) => n)
    return new Map([['ballots', votes.reduce((a, b) => a + b, 0)]])
  }
  const places: Told[] = [
    complete('计数器', truth, main),
    { source: '按天合计', figures: sum('day:') },
    { source: '按辖区合计', figures: sum('division:') },
  ]
  const log = await office.receiptReads.findLog(poll.id)
  if (log) {
    const [state] = await select('SELECT size FROM logs WHERE id = ?', [poll.id])
    const [waiting] = await select('SELECT SUM(LENGTH(entries)) AS length FROM log_intake WHERE log_id = ?', [
      poll.id,
    ])
    const entries = Number(state?.size ?? 0) + Number(waiting?.length ?? 0) / ENTRY_CHARACTERS
    // Hours are counted since before there were logs.
    places.push({ source: '按小时合计', figures: sum('hour:') })
    places.push({ source: '凭证日志', figures: new Map([['ballots', entries]]) })
  }
  if (poll.finalTally) places.push(complete('固定的结果', truth, figuresOf(poll.finalTally)))
  if (poll.sealedAt !== null)
    places.push(complete('开放数据', truth, figuresOf(await countRows(select, poll.id))))
  return places
}

/** What residents and staff are shown, through the code that shows it. */
async function shown(office: Office, poll: Poll): Promise<Told[]> {
  const { pollReads, homeReads } = office
  const live = async () => figuresOf((await pollReads.tally(poll.id)).tally)
  const before = await live()
  const told = await pollReads.tally(poll.id)
  const page = presentTally(told)
  const desk = presentStaffTally(told)
  const chat = (await tellResults({ office }, [poll], poll)).text
  const listed = (await pollReads.counts([poll])).get(poll.id) ?? 0
  const home = (await homeReads.open()).find((item) => item.id === poll.id)
  const between = [before, await live()] as const
  const ofQuestions = (tally: typeof page | typeof desk): Figures =>
    new Map([
      ['ballots', tally.ballots],
      ...tally.questions.flatMap((q) =>
        q.options.map((o): [string, number] => [`option:${o.optionId}`, o.votes]),
      ),
    ])
  const one = (ballots: number): Figures => new Map([['ballots', ballots]])
  const places: Told[] = [
    { source: '群众页面', figures: ofQuestions(page) },
    { source: '管理后台', figures: ofQuestions(desk) },
    { source: '管理后台列表', figures: one(listed) },
    { source: '微信对话', figures: one(Number(/共 (\d+) 人次投票/.exec(chat)?.[1] ?? Number.NaN)) },
    ...(home ? [{ source: '后台首页', figures: one(home.count) }] : []),
  ]
  return poll.finalTally ? places : places.map((place) => ({ ...place, between }))
}

/** The lines of the staff's export, read as one who opens it would. */
async function exported(office: Office, poll: Poll, truth: Figures): Promise<Told> {
  const { pollReads, heldTexts } = office
  const until = poll.finalTally ? undefined : truth.get('ballots')
  const names = { divisions: new Map<string, string>(), stalls: new Map<string, string>() }
  const sheet = ballotSheet(poll, pollReads.ballots(poll.id), names, (ids) =>
    heldTexts.statesOf('ballot', ids),
  )
  const figures = new Map<string, number>()
  const count = (item: string) => figures.set(item, (figures.get(item) ?? 0) + 1)
  const first = sheet.header.indexOf(poll.questions[0]?.text ?? '')
  for await (const cells of sheet.rows) {
    count('ballots')
    for (const [i, { kind, options }] of poll.questions.entries()) {
      if (kind !== 'choice') continue
      const labels = new Set(String(cells[first + i]).split('；'))
      for (const { id, label } of options) if (labels.has(label)) count(`option:${id}`)
    }
  }
  // While it is open more may have come in since: then only that nothing is missing.
  if (until !== undefined && (figures.get('ballots') ?? 0) > until)
    return { source: '逐票导出', figures: new Map([['ballots', until]]) }
  return complete('逐票导出', truth, figures)
}
