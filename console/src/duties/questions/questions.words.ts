import type { BodyOf, ReplyOf } from '@/kit/client'
import type { Role } from '@/session/roles'

export type Question = ReplyOf<'get', '/api/staff/questions'>['items'][number]
export type QuestionKind = Question['kind']
export type NewQuestion = NonNullable<BodyOf<'post', '/api/staff/questions'>>
export type ImportedSheet = ReplyOf<'post', '/api/staff/questions/sheet'>

/** The bank holds the right answers: those who write it and those who review. */
export const bankReaders: readonly Role[] = ['editor', 'head', 'office', 'leader']

export const kindWords: Record<QuestionKind, string> = {
  single: '单选题',
  multiple: '多选题',
  true_false: '判断题',
}
export const kindOptions = Object.entries(kindWords).map(([value, label]) => ({ value, label }))

const letters = 'ABCDEFGHIJ'
export const letterOf = (index: number): string => letters[index] ?? String(index + 1)
/** `AC`, and for a question of true or false the words themselves. */
export const answerWords = ({
  kind,
  options,
  answer,
}: Pick<Question, 'kind' | 'options' | 'answer'>): string =>
  kind === 'true_false' ? (options[answer[0] ?? -1] ?? '—') : answer.map(letterOf).join('')
