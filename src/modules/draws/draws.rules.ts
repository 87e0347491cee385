import { addCalendarDays, type Day, shanghaiDay, startOfShanghaiDay } from '../../platform/calendar'
import { type FieldError, invalidField, invalidRequest } from '../../platform/problem'
import type { Prize, Quiz } from '../quizzes'
import type { Draw, DrawRule, DrawShare, DrawValue } from './draws.entities'

export const WITNESSES_LEAST = 2
export const WITNESSES_MOST = 7
export const SUBSTITUTES_MOST = 1_000

/** What holds where nobody has said otherwise: the office's promise alone, and as many to follow on as prizes. */
export function defaultRule(prizes: readonly Prize[]): DrawRule {
  const total = prizes.reduce((sum, { count }) => sum + count, 0)
  return {
    source: { kind: 'system' },
    substitutes: Math.min(total, SUBSTITUTES_MOST),
    claimDays: 15,
    keepDays: 90,
    revealDays: 7,
  }
}

/**
 * What a contract cannot see. A value that is public before the last paper is in could be waited for.
 * @throws Problem invalid_request
 */
export function refuseImpossible({ source }: DrawRule, quiz: Pick<Quiz, 'closesAt' | 'authorId'>): void {
  if (source.kind === 'public' && source.announcedOn <= shanghaiDay(quiz.closesAt))
    throw invalidField('source.announcedOn', '公布日期应晚于答题结束的那一天')
  if (source.kind !== 'witnesses') return
  const errors: FieldError[] = source.witnessIds.flatMap((id, index) => {
    const path = `source.witnessIds.${index}`
    if (id === quiz.authorId) return [{ path, message: '拟稿人不能作见证人' }]
    return source.witnessIds.indexOf(id) < index ? [{ path, message: '见证人不能重复' }] : []
  })
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
}

/** One written form, so that two people who read the same have typed the same. */
export const writtenValue = (typed: string) => typed.normalize('NFKC').replace(/\s+/gu, ' ').trim()

/** What two people have both typed in; null while they have not. */
export function agreedValue(values: readonly Pick<DrawValue, 'staffId' | 'entered'>[]): string | null {
  const agreed = values.find((one) =>
    values.some((other) => other.staffId !== one.staffId && other.entered === one.entered),
  )
  return agreed?.entered ?? null
}

/** The first millisecond after the last day on which what is missing may come in time. */
export function revealUntilOf({ source, revealDays }: DrawRule, closedAt: number): number {
  const closedOn = shanghaiDay(closedAt)
  const from = source.kind === 'public' && source.announcedOn > closedOn ? source.announcedOn : closedOn
  return startOfShanghaiDay(addCalendarDays(from, revealDays + 1))
}

/** The first millisecond in which a prize allotted then can no longer be claimed: midnight after the last day. */
export function claimUntilOf({ claimDays }: Pick<DrawRule, 'claimDays'>, allottedAt: number): number {
  return startOfShanghaiDay(addCalendarDays(shanghaiDay(allottedAt), claimDays + 1))
}

/** The last Shanghai day of a term that ends before `until`. */
export const lastDayOf = (until: number): Day => shanghaiDay(until - 1)

export function keepOnOf({ keepDays }: Pick<DrawRule, 'keepDays'>, claimedAt: number): Day {
  return addCalendarDays(shanghaiDay(claimedAt), keepDays)
}

export const drawStates = ['draft', 'announced', 'waiting', 'ready', 'drawn', 'void'] as const
/** 未开放、已公布规则、等待种子、可以开奖、已开奖、已作废 */
export type DrawState = (typeof drawStates)[number]

export interface Missing {
  /** Ids of the witnesses who have not told their share. */
  witnesses: string[]
  value: boolean
}

export function missingOf(draw: Draw, shares: readonly DrawShare[]): Missing {
  return {
    witnesses: shares.filter((s) => s.share === null).map((s) => s.staffId),
    value: draw.rule.source.kind === 'public' && draw.sourceValue === null,
  }
}

export function stateOf(draw: Draw, shares: readonly DrawShare[]): DrawState {
  if (draw.voidAt !== null) return 'void'
  if (draw.drawnAt !== null) return 'drawn'
  if (draw.announcedAt === null) return 'draft'
  if (draw.closedAt === null) return 'announced'
  const { witnesses, value } = missingOf(draw, shares)
  return witnesses.length > 0 || value ? 'waiting' : 'ready'
}
