import { findPersonal, maskPersonal } from '../../platform/text'
import {
  abuse,
  advertising,
  caseAsk,
  caseAt,
  child,
  commerce,
  contact,
  hintOfWhereAndWho,
  officialAddress,
  ofTheRule,
  trouble,
  whereAndWho,
} from './analysis.flag-words'
import { coreOf } from './analysis.sentences'
import type { StanceReading } from './analysis.stance'
import { nothingToSay } from './analysis.stance-words'

export const commentFlags = [
  'personal_data',
  'spam',
  'abuse',
  'too_short',
  'question',
  'complaint',
  'sarcasm',
  'under_14',
  'service_issue',
] as const
export type CommentFlag = (typeof commentFlags)[number]

export interface FoundFlag {
  flag: CommentFlag
  /** The words it was found by; personal data only masked. */
  words: string[]
}

/** Fewer letters than this say nothing that could be answered. */
const SHORT = 5
const CHILD = 14

/** What a comment is besides an opinion. None of these takes a comment out of any count. */
export function flagsOf(text: string, plain: string, stance: StanceReading): FoundFlag[] {
  const found: FoundFlag[] = []
  const put = (flag: CommentFlag, words: (string | undefined)[]) =>
    found.push({ flag, words: words.filter((w): w is string => !!w).map(shown) })
  const core = coreOf(plain)

  const personal = findPersonal(text).map((f) => f.value)
  const place = hintOfWhereAndWho.test(plain) ? whereAndWho.exec(plain)?.[0] : undefined
  if (personal.length > 0 || place) put('personal_data', [...personal, place])

  const spam = spamWords(plain)
  if (spam.length > 0) put('spam', spam)
  const rude = abuse.exec(plain)?.[0]
  if (rude) put('abuse', [rude])
  if (core.length < SHORT || nothingToSay.test(core)) put('too_short', [core])
  const isCase = spam.length === 0 && complaintWords(plain)
  if (isCase) put('complaint', isCase)
  if (stance.stance === 'ask' && !isCase && spam.length === 0) put('question', stance.why)
  if (stance.isSarcastic) put('sarcasm', stance.why)
  const age = child.exec(plain)
  if (age && (age[1] === undefined || Number(age[1]) < CHILD)) put('under_14', [age[0]])
  const broken = trouble.exec(plain)?.[0]
  if (broken) put('service_issue', [broken])
  return found
}

/** What is kept and shown must not itself be what it warns of. */
const shown = (words: string) => maskPersonal(words).slice(0, 40)

function spamWords(plain: string): string[] {
  const loud = advertising.exec(plain)?.[0]
  const reach = officialAddress.test(plain) ? undefined : contact.exec(plain)?.[0]
  const wares = commerce.exec(plain)?.[0]
  if (loud && (reach || wares || plain.length < 60)) return [loud, ...(reach ? [reach] : [])]
  return reach && wares ? [reach, wares] : []
}

function complaintWords(plain: string): string[] | null {
  if (ofTheRule.test(plain)) return null
  const [at, ask] = [caseAt.exec(plain)?.[0], caseAsk.exec(plain)?.[0]]
  return at && ask ? [at, ask] : null
}
