import { daysBetween, shanghaiDay } from '../../platform/calendar'
import { sha256 } from '../../platform/crypto'
import type { Comment } from './consultations.entities'

export { stateOf, type WindowState as ConsultationState } from '../../platform/window'

/** 优化营商环境条例第六十二条、重大行政决策程序暂行条例第十五条: 公开征求意见的期限一般不少于30日. */
export const SHORTEST_PERIOD_DAYS = 30
export const COMMENT_MAX = 2000
export const COMMENTS_PER_PERSON = 50
/** Stands where an erased comment stood. */
export const ERASED_TEXT = '（本人已注销，意见内容已删除）'

/** Days between the Shanghai days of opening and closing; the day of opening itself is not counted. */
export function publicDays(opensAt: number, closesAt: number): number {
  return daysBetween(shanghaiDay(opensAt), shanghaiDay(closesAt))
}

export function isShorterThanUsual(opensAt: number, closesAt: number): boolean {
  return publicDays(opensAt, closesAt) < SHORTEST_PERIOD_DAYS
}

/** The part of a comment's text that makes it the same as another: no punctuation, width, case or spaces. */
export function sameText(text: string): string {
  // What gives a number its meaning stays: 1.5 is not 15, 3-5 is not 35, 10% is not 10.
  const bare = text
    .normalize('NFKC')
    .replace(/((?<=\p{Nd})[-–—~.:/](?=\p{Nd})|[%‰])|[\p{P}\p{Z}\s]/gu, (_, kept?: string) => kept ?? '')
    .toLowerCase()
  return bare === '' ? text : bare
}

export function sameKeyOf(text: string): string {
  return sha256(sameText(text))
}

export function repeatKeyOf(personKey: string, clauseId: string | null, text: string): string {
  return sha256(`${personKey}\n${clauseId ?? '-'}\n${text}`)
}

/** What the log's entry of a comment commits to, under the salt that an erasure takes away with the text. */
export function committedComment(
  comment: Pick<Comment, 'consultationId' | 'clauseId' | 'stance' | 'text'>,
): string {
  const { consultationId, clauseId, stance, text } = comment
  return `comment\n${consultationId}\n${clauseId ?? '-'}\n${stance ?? '-'}\n${sha256(text)}`
}

export type Counted = Pick<Comment, 'clauseId' | 'stance' | 'writerGroup' | 'source' | 'personKey'>

/**
 * The counters a comment moves, each by one. Persons are counted with their first comment, and per clause with their
 * first comment on it.
 * @param earlier the same person's comments before this one
 */
export function tallyItems(comment: Counted, earlier: readonly Pick<Comment, 'clauseId'>[]): string[] {
  const { clauseId, stance, writerGroup, source } = comment
  const clause = clauseId ?? '-'
  return [
    'comments',
    `clause:${clause}`,
    `clause:${clause}:${stance ?? 'unstated'}`,
    `stance:${stance ?? 'unstated'}`,
    `source:${source}`,
    `group:${writerGroup ?? 'unstated'}`,
    ...(earlier.length === 0 ? ['persons'] : []),
    ...(earlier.some((c) => c.clauseId === clauseId) ? [] : [`persons:${clause}`]),
  ]
}

export interface StanceCounts {
  support: number
  oppose: number
  amend: number
  ask: number
  unstated: number
}

/** Stance counters whose items begin with `prefix`, for example `clause:<id>`; `stance` for the whole draft. */
export function stanceCounts(counters: ReadonlyMap<string, number>, prefix: string): StanceCounts {
  const of = (stance: string) => counters.get(`${prefix}:${stance}`) ?? 0
  return {
    support: of('support'),
    oppose: of('oppose'),
    amend: of('amend'),
    ask: of('ask'),
    unstated: of('unstated'),
  }
}
