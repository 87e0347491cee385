import type { Purpose } from './push.entities'
import type { GrantAnswer, SubscriptionGrant } from './push.grants.entities'

type Standing = Pick<SubscriptionGrant, 'kind' | 'state' | 'claimed' | 'confirmed' | 'spent' | 'decidedAt'>

/** Messages a one-time grant still pays for. The same accept may be told twice, so the larger count is believed. */
export function remaining(grant: Pick<Standing, 'claimed' | 'confirmed' | 'spent'>): number {
  return Math.max(0, Math.max(grant.claimed, grant.confirmed) - grant.spent)
}

/** May a message be sent on it now? */
export function isUsable(
  grant: Pick<Standing, 'kind' | 'state' | 'claimed' | 'confirmed' | 'spent'>,
): boolean {
  return grant.kind === 'long_term' ? grant.state === 'accept' : remaining(grant) > 0
}

/** Who tells of an answer: the mini-program that asked, or WeChat's own event. */
export type Teller = 'claimed' | 'confirmed'

/** The grant after the consent dialog was answered at `at` (epoch ms). */
export function afterAnswer<G extends Standing>(
  grant: G,
  answer: GrantAnswer,
  teller: Teller,
  at: number,
): G {
  if (answer === 'filter') return grant
  const counted =
    answer === 'accept' && grant.kind === 'one_time' ? { ...grant, [teller]: grant[teller] + 1 } : grant
  return at < grant.decidedAt ? counted : { ...counted, state: answer, decidedAt: at }
}

/** Refused in WeChat's settings, or found refused by a send (43101): nothing is left of it. */
export function afterRefusal<G extends Standing>(grant: G, at: number): G {
  if (at < grant.decidedAt) return grant
  return { ...grant, state: 'reject', claimed: 0, confirmed: 0, spent: 0, decidedAt: at }
}

/** The moments at which a person has just done something that has an outcome, so that asking makes sense to him. */
export const moments = [
  'after_vote',
  'after_comment',
  'after_quiz',
  'after_question',
  'following_topics',
] as const
export type Moment = (typeof moments)[number]

const wanted: Record<Moment, readonly Purpose[]> = {
  after_vote: ['vote_result', 'notice'],
  after_comment: ['consultation_outcome', 'notice'],
  after_quiz: ['quiz_prize', 'notice'],
  after_question: ['enquiry_answer', 'notice'],
  following_topics: ['alert', 'notice'],
}

/** The outcome that a person waits for from this moment on; null where he begins nothing. */
export const outcomeOf: Record<Moment, Purpose | null> = {
  after_vote: 'vote_result',
  after_comment: 'consultation_outcome',
  after_quiz: 'quiz_prize',
  after_question: 'enquiry_answer',
  following_topics: null,
}

/** WeChat's limit of ids in one dialog. */
const MOST = 3
/** Whoever said no is left alone for so long. */
const PATIENCE_MS = 7 * 24 * 3600_000

export interface Askable {
  templateId: string
  purpose: Purpose
  kind: 'one_time' | 'long_term'
}

/**
 * Which templates to ask for at this moment: at most three, all one-time or all long-term, as WeChat demands; never
 * one that was banned, one refused within a week, or one that is not needed. A one-time consent is asked for once per
 * outcome awaited and, as every purpose has a template of its own, is kept for that outcome's message.
 * @param awaited outcomes this person waits for, by purpose; the one just begun included
 */
export function whatToAsk(
  moment: Moment,
  templates: readonly Askable[],
  grants: ReadonlyMap<string, Standing>,
  awaited: Partial<Record<Purpose, number>>,
  now: number,
): string[] {
  const order = wanted[moment]
  const needed = templates
    .filter((t) => order.includes(t.purpose) && isNeeded(t, grants.get(t.templateId), awaited, now))
    .sort((a, b) => order.indexOf(a.purpose) - order.indexOf(b.purpose))
  const kind = needed[0]?.kind
  return needed
    .filter((t) => t.kind === kind)
    .slice(0, MOST)
    .map((t) => t.templateId)
}

function isNeeded(
  template: Askable,
  grant: Standing | undefined,
  awaited: Partial<Record<Purpose, number>>,
  now: number,
): boolean {
  const outcomes = awaited[template.purpose] ?? 0
  if (!grant) return template.kind === 'long_term' || outcomes > 0
  if (grant.state === 'ban') return false
  if (grant.state === 'reject' && now - grant.decidedAt < PATIENCE_MS) return false
  return template.kind === 'long_term' ? grant.state !== 'accept' : remaining(grant) < outcomes
}
