import type { ReplyOf } from '@/api/contract'

export type Publication = ReplyOf<'get', '/api/publications/{id}'>
export type Kind = Publication['kind']

export const kindNames: Record<Kind, string> = {
  policy_interpretation: '政策解读',
  consumer_alert: '消费提示',
  notice: '通知公告',
  sampling_result: '抽检结果',
}
export const kinds = Object.entries(kindNames).map(([kind, name]) => ({ kind: kind as Kind, name }))
