import type { BodyOf, ReplyOf } from '@/kit/client'

export type PollDetail = ReplyOf<'get', '/api/staff/polls/{id}'>
export type PollAct = PollDetail['allowed'][number]
export type Tally = ReplyOf<'get', '/api/staff/polls/{id}/tally'>
export type Stall = NonNullable<Tally['stalls']>[number]
export type IssuedStall = ReplyOf<'post', '/api/staff/polls/{id}/stalls'>
export type Template = ReplyOf<'get', '/api/staff/poll-templates'>['items'][number]
export type NewPoll = NonNullable<BodyOf<'post', '/api/staff/polls'>>
export type SeriesBy = 'day' | 'hour' | 'division'

export const votesPerWords = { poll: '每人一票', day: '每人每天一票' } as const
export const seriesWords: Record<SeriesBy, string> = { day: '按天', hour: '按小时', division: '按辖区' }

interface Asked {
  kind: 'choice' | 'open'
  minChoices: number
  maxChoices: number
}
/** How much may be ticked, as residents are told. */
export function choiceWords({ kind, minChoices, maxChoices }: Asked): string {
  if (kind === 'open') return minChoices > 0 ? '文字，必答' : '文字，选答'
  const least = minChoices === 0 ? '选答，' : ''
  if (maxChoices === 1) return `${least}单选`
  return minChoices === maxChoices ? `选 ${maxChoices} 项` : `${least}最多选 ${maxChoices} 项`
}

/** A class without its examples, where there is room for few words. */
export const shortLabel = (label: string): string => label.replace(/（[^）]*）$/, '') || label

/** `2026-11-24T09` → `11-24 09时`; `2026-11-24` → `11-24`; a division keeps its name. */
export function pointLabel(by: SeriesBy, label: string): string {
  if (by === 'division') return label
  const [, monthDay = label, hour] = /^\d{4}-(\d\d-\d\d)(?:T(\d\d))?/.exec(label) ?? []
  return hour ? `${monthDay} ${hour}时` : monthDay
}
