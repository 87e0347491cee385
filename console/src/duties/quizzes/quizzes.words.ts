import type { BodyOf, ReplyOf } from '@/kit/client'

export type QuizDetail = ReplyOf<'get', '/api/staff/quizzes/{id}'>
export type Results = ReplyOf<'get', '/api/staff/quizzes/{id}/results'>
export type NewQuiz = NonNullable<BodyOf<'post', '/api/staff/quizzes'>>

export const attemptsPerWords = { quiz: '每人一次', day: '每人每天一次' } as const
/** `10 分钟`, `1 分 30 秒` */
export function durationWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  return rest === 0 ? `${minutes} 分钟` : `${minutes ? `${minutes} 分 ` : ''}${rest} 秒`
}
export const poolWords = ({ poolSize, questionIds }: Pick<QuizDetail, 'poolSize' | 'questionIds'>): string =>
  poolSize !== null ? `${poolSize} 道` : questionIds ? `选定的 ${questionIds.length} 道` : '开放时的整个题库'
