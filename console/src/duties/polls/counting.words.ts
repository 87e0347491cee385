import type { ReplyOf } from '@/kit/client'

export type Counting = ReplyOf<'get', '/api/staff/polls/{id}/counting'>
export type CountingView = NonNullable<Counting['view']>
export type SetAside = Counting['acts'][number]
export type Rule = CountingView['rules'][number]

/** `11-26 09:00` to `09:12`, or to another day's time. */
export function spanWords(from: string, until: string): string {
  return from.slice(0, 10) === until.slice(0, 10) ? `${from}—${until.slice(-5)}` : `${from}—${until}`
}
