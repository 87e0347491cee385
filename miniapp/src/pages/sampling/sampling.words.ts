import type { ReplyOf } from '@/api/contract'

export type PollSampling = ReplyOf<'get', '/api/polls/{id}/sampling'>
export type Line = PollSampling['lines'][number]
export type Result = ReplyOf<'get', '/api/sampling/results'>['items'][number]

/** Parted by ；: an option may hold a 、 itself. */
export const labels = (linked: readonly { label: string }[]): string => linked.map((l) => l.label).join('；')

export const retestWords = {
  applied: '正在复检',
  declined: '复检申请未受理',
  upheld: '经复检，维持不合格结论',
  overturned: '经复检，结论为合格',
} as const

/** What an option came to, in a sentence. */
export function foundIn({ leftOut, found, batches }: Line): string {
  if (leftOut) return '本期不抽检'
  if (!found) return `计划抽检 ${batches} 批次`
  const tested = found.compliant + found.nonCompliant
  const missed = found.notTaken > 0 ? `，${found.notTaken} 批次没有抽到` : ''
  return found.nonCompliant === 0
    ? `抽检 ${tested} 批次，全部合格${missed}`
    : `抽检 ${tested} 批次，${found.nonCompliant} 批次不合格${missed}`
}

/** The page of these batches. */
export const batchesAt = (pollId: string, lineId?: string): string =>
  `/pages/sampling/results?pollId=${pollId}${lineId ? `&lineId=${lineId}` : ''}`
