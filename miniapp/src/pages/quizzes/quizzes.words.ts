import type { ReplyOf } from '@/api/contract'

export type Quiz = ReplyOf<'get', '/api/quizzes/{id}'>
export type Attempt = ReplyOf<'get', '/api/me/attempts'>['items'][number]
export type Paper = ReplyOf<'get', '/api/attempts/{id}'>['paper']
export type Question = Paper['questions'][number]
export type ReviewLine = NonNullable<ReplyOf<'get', '/api/attempts/{id}'>['review']>[number]

export const kindNames = { single: '单选', multiple: '多选', true_false: '判断' } as const

/** `10 分钟`, `1 分 30 秒` */
export function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  if (minutes === 0) return `${rest} 秒`
  return rest === 0 ? `${minutes} 分钟` : `${minutes} 分 ${rest} 秒`
}
