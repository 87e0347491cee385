import type { ReplyOf } from '@/kit/client'

export type HeldText = ReplyOf<'get', '/api/staff/held-texts'>['items'][number]

export const typeWords: Record<HeldText['type'], string> = {
  ballot: '投票留言',
  comment: '征集意见',
}
export const reasonWords: Record<NonNullable<HeldText['reason']>, string> = {
  review: '微信判为疑似',
  risky: '微信判为违规',
  away: '微信暂时查不了',
  no_openid: '微信不能检查',
}
