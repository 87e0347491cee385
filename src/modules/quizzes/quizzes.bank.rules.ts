import { canonicalJson, sha256 } from '../../platform/crypto'
import type { FieldError } from '../../platform/problem'
import type { QuestionKind } from './quizzes.entities'

export interface NewQuestion {
  kind: QuestionKind
  stem: string
  options: string[]
  /** Positions in `options`, from 0. */
  answer: number[]
  explanation: string
  citation: string
}

/** What makes two questions the same: stem and options in any order. 「下列说法正确的是」 alone is no question. */
export function contentKey(question: Pick<NewQuestion, 'stem' | 'options'>): string {
  return sha256(canonicalJson([question.stem, [...question.options].sort()]))
}

/** What is wrong with one question. @param path put before each field, such as `questions.3.` */
export function questionFaults(question: NewQuestion, path = ''): FieldError[] {
  const { kind, options, answer } = question
  const faults: FieldError[] = []
  const fault = (field: string, message: string) => faults.push({ path: `${path}${field}`, message })
  if (kind === 'true_false' && options.length !== 2) fault('options', '判断题应正好有两个选项')
  if (options.length < 2) fault('options', '至少要有两个选项')
  if (new Set(options).size !== options.length) fault('options', '选项不能重复')
  const outside = answer.findIndex((index) => index < 0 || index >= options.length)
  if (outside >= 0) fault(`answer.${outside}`, '正确答案的序号超出了选项（从 0 数起）')
  if (new Set(answer).size !== answer.length) fault('answer', '正确答案的序号不能重复')
  if (kind !== 'multiple' && answer.length !== 1) fault('answer', '单选题和判断题应正好有一个正确答案')
  if (kind === 'multiple' && answer.length < 2) fault('answer', '多选题至少要有两个正确答案')
  return faults
}

/** Everything wrong with a list, each fault under its number in the list, repetitions within it included. */
export function listFaults(questions: readonly NewQuestion[]): FieldError[] {
  const seen = new Map<string, number>()
  return questions.flatMap((question, index) => {
    const faults = questionFaults(question, `questions.${index}.`)
    const key = contentKey(question)
    const earlier = seen.get(key)
    if (earlier === undefined) seen.set(key, index)
    else faults.push({ path: `questions.${index}.stem`, message: `与第 ${earlier + 1} 题相同` })
    return faults.map((f) => ({ ...f, message: `第 ${index + 1} 题：${f.message}` }))
  })
}
