import type { ReplyOf } from '@/kit/client'
import type { Tone } from '@/kit/states'

export type MassMonth = ReplyOf<'get', '/api/staff/mass-sends'>
export type MassSend = MassMonth['items'][number]

/** What a follower may receive of a 服务号 in a natural month. */
export const PER_MONTH = 4

export const massStates: Record<MassSend['state'], { label: string; tone: Tone }> = {
  waiting: { label: '等待发出', tone: 'info' },
  sending: { label: '正在发出', tone: 'primary' },
  unknown: { label: '结果不明', tone: 'danger' },
  sent: { label: '微信已接收', tone: 'primary' },
  finished: { label: '已完成', tone: 'success' },
  failed: { label: '没有发成', tone: 'warning' },
}
