import type { Consultation } from '../modules/consultations'
import type { Quiz } from '../modules/quizzes'
import type { Office } from '../office'
import type { Select } from '../platform/db/database'
import { ENTRY_CHARACTERS } from '../platform/db/intake'
import { complete, type Difference, differences, type Told } from './figures'

export interface Count {
  counted: number
  places: number
  differences: Difference[]
}

/** What is still open may take something in between two readings: then it is looked at once more. */
const TRIES = 3

async function settled(isOpen: boolean, count: () => Promise<Count>): Promise<Count> {
  for (let n = 1; ; n++) {
    const found = await count()
    if (!isOpen || found.differences.length === 0 || n === TRIES) return found
  }
}

/** A consultation's comments, counted and as its counters, its frozen tally, its lists and its log have them. */
export function recountConsultation(
  office: Office,
  consultation: Consultation,
  select: Select,
): Promise<Count> {
  const { id, title, frozenAt } = consultation
  const { consultationReads, consultationAnalysis, receiptReads } = office
  const one = (source: string, n: number): Told => ({ source, figures: new Map([['comments', n]]) })
  return settled(frozenAt === null, async () => {
    const all = await consultationAnalysis.recount(id)
    const rows = await select('SELECT item, votes FROM tallies WHERE subject = ?', [id])
    const counters = new Map(rows.map((row) => [String(row.item), Number(row.votes)]))
    // Answers are counted beside the comments and go on after the end.
    const main = new Map([...counters].filter(([item, n]) => !item.startsWith('answered') && n !== 0))
    const shown = await consultationReads.counters(consultation)
    const places = [
      complete('计数器', all, main),
      one('列表', (await consultationReads.progress([consultation]))(id).comments),
      one('页面和分析', shown.get('comments') ?? 0),
    ]
    if (await receiptReads.findLog(id)) {
      const [state] = await select('SELECT size FROM logs WHERE id = ?', [id])
      const [waiting] = await select(
        'SELECT SUM(LENGTH(entries)) AS length FROM log_intake WHERE log_id = ?',
        [id],
      )
      places.push(one('凭证日志', Number(state?.size ?? 0) + Number(waiting?.length ?? 0) / ENTRY_CHARACTERS))
    }
    return {
      counted: all.get('comments') ?? 0,
      places: places.length,
      differences: differences(title, all, places),
    }
  })
}

/** A quiz's papers and what was handed in. */
export function recountQuiz({ quizReads }: Office, quiz: Quiz): Promise<Count> {
  return settled(quiz.frozenAt === null, async () => {
    const { attempts, submissions } = await quizReads.recount(quiz.id)
    const counted = new Map([
      ['attempts', attempts],
      ['submissions', submissions],
    ])
    const { results } = await quizReads.results(quiz.id)
    const listed = (await quizReads.counts([quiz])).get(quiz.id) ?? 0
    const told = new Map([
      ['attempts', results.attempts],
      ['submissions', results.submissions],
    ])
    const places: Told[] = [
      { source: '成绩统计', figures: told },
      { source: '列表', figures: new Map([['submissions', listed]]) },
    ]
    return {
      counted: submissions,
      places: places.length,
      differences: differences(quiz.title, counted, places),
    }
  })
}
