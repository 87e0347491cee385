import { forbidden, ownWork, type ProblemType, stale } from '../../platform/problem'
import type { Finding } from './reviews.finding'
import { outOfOrder, samePerson } from './reviews.problems'

/** 初审、复审、终审、保密审查; a 重大事项 also needs a leader behind its secrecy review. */
export const steps = ['first', 'second', 'final', 'confidentiality', 'confidentiality_major'] as const
export type Step = (typeof steps)[number]

export const decisions = ['approve', 'return'] as const
export type Decision = (typeof decisions)[number]

/** `void`: an edit ended the round and every sign-off in it. */
export const roundStates = ['in_review', 'returned', 'cleared', 'void'] as const
export type RoundState = (typeof roundStates)[number]

export const stepNames: Record<Step, string> = {
  first: '初审',
  second: '复审',
  final: '终审',
  confidentiality: '保密审查',
  confidentiality_major: '重大事项审批',
}

export const roleOfStep: Record<Step, string> = {
  first: 'head',
  second: 'office',
  final: 'leader',
  confidentiality: 'secrecy',
  confidentiality_major: 'leader',
}

const before: Partial<Record<Step, Step>> = {
  second: 'first',
  final: 'second',
  confidentiality_major: 'confidentiality',
}

/** Steps one person may not both sign. The secrecy reviewer need only be someone else than the authors. */
const rivals: Record<Step, readonly Step[]> = {
  first: ['second', 'final'],
  second: ['first', 'final'],
  final: ['first', 'second'],
  confidentiality: ['confidentiality_major'],
  confidentiality_major: ['confidentiality'],
}

export interface Signed {
  step: Step
  decision: Decision
  staffId: string
  contentHash: string
}

/** What the rules look at: one round and what has been signed in it. */
export interface Round {
  contentHash: string
  major: boolean
  state: RoundState
  signed: readonly Signed[]
}

/** The matter as it stands now: it may have moved on since the round was submitted. */
export interface Matter {
  contentHash: string
  authorIds: readonly string[]
}

export interface SignOffAsk {
  step: Step
  decision: Decision
  /** The content the signer has read. */
  contentHash: string
}

export function requiredSteps(major: boolean): Step[] {
  return steps.filter((step) => major || step !== 'confidentiality_major')
}

/** Steps that may be signed now. */
export function openSteps(round: Round | null): Step[] {
  if (round?.state !== 'in_review') return []
  const approved = (step: Step) => round.signed.some((s) => s.step === step && s.decision === 'approve')
  return requiredSteps(round.major).filter((step) => {
    const earlier = before[step]
    return !approved(step) && (earlier === undefined || approved(earlier))
  })
}

/**
 * Why this person may not sign this now, or null. Who may never sign comes first (403), then what was read, then the
 * order (409).
 */
export function refusalOf(
  matter: Matter,
  round: Round | null,
  signer: { id: string; roles: readonly string[] },
  ask: SignOffAsk,
): ProblemType | null {
  if (matter.authorIds.includes(signer.id)) return ownWork
  const under = round?.state === 'in_review' ? round.signed : []
  if (under.some((s) => s.staffId === signer.id && rivals[ask.step].includes(s.step))) return samePerson
  if (!signer.roles.includes(roleOfStep[ask.step])) return forbidden
  if (ask.contentHash !== matter.contentHash) return stale
  if (!openSteps(round).includes(ask.step) || round?.contentHash !== matter.contentHash) return outOfOrder
  return null
}

/** Where a round stands after one more sign-off that was not refused. */
export function stateAfter(round: Round, signed: Signed): RoundState {
  if (signed.decision === 'return') return 'returned'
  return isComplete({ ...round, signed: [...round.signed, signed] }) ? 'cleared' : 'in_review'
}

function isComplete(round: Round): boolean {
  return requiredSteps(round.major).every((step) =>
    round.signed.some(
      (s) => s.step === step && s.decision === 'approve' && s.contentHash === round.contentHash,
    ),
  )
}

/** Cleared over this very content? Asked of the signatures themselves, not of the word in the state column. */
export function isClearedOver(matter: Matter, round: Round | null): boolean {
  if (round?.state !== 'cleared' || round.contentHash !== matter.contentHash || !isComplete(round))
    return false
  const by = (step: Step) => round.signed.find((s) => s.step === step)?.staffId
  const reviewers = [by('first'), by('second'), by('final')]
  return new Set(reviewers).size === 3 && !round.signed.some((s) => matter.authorIds.includes(s.staffId))
}

/** Only what may be lawful to publish after all; a missing contact or an empty link can simply be put right. */
export const overridableCodes = [
  'id_number',
  'phone',
  'bank_card',
  'secrecy_mark',
] as const satisfies readonly Finding['code'][]
export type OverridableCode = (typeof overridableCodes)[number]

/** Blocking findings nobody has answered for. */
export function unanswered(found: readonly Finding[], overridden: readonly string[]): Finding[] {
  return found.filter((f) => f.severity === 'blocking' && !isAnswered(f, overridden))
}

const isAnswered = (finding: Finding, overridden: readonly string[]) =>
  overridableCodes.some((code) => code === finding.code) && overridden.includes(finding.code)
