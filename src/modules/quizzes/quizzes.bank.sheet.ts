import type { SheetRow } from '../../platform/sheets.reading'
import { cleanText, graphemes } from '../../platform/text'
import { listFaults, type NewQuestion } from './quizzes.bank.rules'
import type { QuestionKind } from './quizzes.entities'

const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const
export const sheetHeader = ['题型', '题干', ...letters.map((l) => `选项${l}`), '答案', '解析', '依据']

/** What an editor starts from. */
export const sheetExamples: string[][] = [
  [
    ...[
      '单选题',
      '食品标签上的“保质期”从哪一天算起？',
      '生产日期',
      '购买日期',
      '开封日期',
      '',
      '',
      '',
      '',
      '',
    ],
    ...['A', '保质期按标明的条件从生产日期起算。', '请填写法律条款'],
  ],
  [
    ...['多选题', '下列哪些情形可以拨打 12315？', '买到过期食品', '计量不准', '道路拥堵', '', '', '', '', ''],
    ...['AB', '消费纠纷和违法线索可以拨打 12315。', '请填写法律条款'],
  ],
  [
    ...['判断题', '电梯应当定期检验。', '', '', '', '', '', '', '', ''],
    ...['对', '电梯属于特种设备。', '请填写法律条款'],
  ],
]

const kinds: Record<string, QuestionKind> = {
  单选: 'single',
  单选题: 'single',
  多选: 'multiple',
  多选题: 'multiple',
  判断: 'true_false',
  判断题: 'true_false',
}
const yes = new Set(['对', '正确', '是', '√', 'A', 'TRUE'])
const no = new Set(['错', '错误', '否', '×', 'B', 'FALSE'])

export interface LineFinding {
  line: number
  /** The column's name. */
  column: string
  message: string
}

export interface ReadQuestions {
  questions: NewQuestion[]
  /** Row of each question. */
  lines: number[]
  findings: LineFinding[]
}

const limits = { 题干: 500, 解析: 2000, 依据: 200 } as const
const MOST_QUESTIONS = 500
const columnOfField: Record<string, string> = { stem: '题干', options: '选项A', answer: '答案' }

/** Questions of a sheet, and everything that is wrong in it, row by row. */
export function readQuestions(rows: readonly SheetRow[]): ReadQuestions {
  const [head, ...body] = rows
  const at = new Map((head?.cells ?? []).map((name, index) => [name, index] as const))
  const missing = ['题型', '题干', '答案', '解析', '依据'].filter((name) => !at.has(name))
  const refuse = (line: number, column: string, message: string): ReadQuestions => ({
    questions: [],
    lines: [],
    findings: [{ line, column, message }],
  })
  if (!head || missing.length > 0)
    return refuse(head?.line ?? 1, missing[0] ?? '题型', `第一行应是表头，缺少：${missing.join('、')}`)
  if (body.length === 0) return refuse(head.line, '题型', '表格里没有题目')
  if (body.length > MOST_QUESTIONS) return refuse(head.line, '题型', `一次最多导入 ${MOST_QUESTIONS} 道题`)
  const findings: LineFinding[] = []
  const read = body.map(({ line, cells }) => {
    const cell = (name: string) => cells[at.get(name) ?? -1] ?? ''
    return { line, question: questionOf(cell, (column, message) => findings.push({ line, column, message })) }
  })
  const whole = read.flatMap(({ line, question }) => (question ? [{ line, question }] : []))
  const lines = whole.map((w) => w.line)
  const questions = whole.map((w) => w.question)
  for (const { path, message } of listFaults(questions)) findings.push(findingAt(lines, path, message))
  return { questions, lines, findings: findings.sort((a, b) => a.line - b.line) }
}

/** A fault that names a question by its place in the list, told by the row it stands in. */
export function findingAt(lines: readonly number[], path: string, message: string): LineFinding {
  const [, index = '0', field = ''] = /^questions\.(\d+)\.(\w+)/.exec(path) ?? []
  return {
    line: lines[Number(index)] ?? 1,
    column: columnOfField[field] ?? '题干',
    message: message
      .replace(/^第 \d+ 题：/, '')
      .replace('正确答案的序号超出了选项（从 0 数起）', '答案的字母超出了填写的选项')
      .replace('正确答案的序号', '答案的字母')
      .replace(/与第 (\d+) 题相同/, (_, number: string) => `与第 ${lines[Number(number) - 1]} 行相同`),
  }
}

function questionOf(
  cell: (name: string) => string,
  fault: (column: string, message: string) => void,
): NewQuestion | null {
  let sound = true
  const refuse = (column: string, message: string) => {
    sound = false
    fault(column, message)
  }
  const text = (column: string, max: number) => {
    const clean = cleanText(cell(column))
    if (!clean.ok) refuse(column, clean.reason)
    const value = clean.ok ? clean.text.trim() : ''
    if (clean.ok && value === '') refuse(column, '不能为空')
    if (graphemes(value) > max) refuse(column, `不能超过 ${max} 个字`)
    return value
  }
  const kind = kinds[cell('题型').replace(/\s/g, '')]
  if (!kind) refuse('题型', '应是 单选题、多选题 或 判断题')
  const stem = text('题干', limits.题干)
  const columns = letters.map((l) => `选项${l}`)
  const last = columns.reduce((found, column, index) => (cell(column) === '' ? found : index), -1)
  const isJudgement = kind === 'true_false' && last < 0
  const options = isJudgement ? ['正确', '错误'] : columns.slice(0, last + 1).map((c) => text(c, 200))
  const given = cell('答案')
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s,，、;；]/g, '')
  const answer =
    kind === 'true_false'
      ? judged(given)
      : [...given].map((l) => letters.indexOf(l as (typeof letters)[number]))
  if (given === '') refuse('答案', '请给出正确答案')
  else if (answer.some((index) => index < 0))
    refuse('答案', kind === 'true_false' ? '应是 对 或 错' : '应是选项的字母，例如 A 或 ABD')
  const explanation = text('解析', limits.解析)
  const citation = text('依据', limits.依据)
  return sound && kind ? { kind, stem, options, answer, explanation, citation } : null
}

const judged = (given: string): number[] => [yes.has(given) ? 0 : no.has(given) ? 1 : -1]
