import { addCalendarDays, type Day, shanghaiDay } from '../../platform/calendar'
import { canonicalJson, sha256 } from '../../platform/crypto'
import { type Finding, findings, type RoundState } from '../reviews'
import { type AdoptionLine, type Disposition, dispositions } from './adoption.entities'
import type { Contact } from './consultations.entities'

/** functions.md 101, 数字政府惯例: within so many days of the end it is told what became of the comments. */
export const REPORT_WITHIN_DAYS = 30

/** A quote as it was reviewed. Its words stand apart, so that they can be taken back. */
export interface QuoteRef {
  commentId: string
  textHash: string
  redaction: string | null
}

/** One line as residents read it. */
export interface ReportLine
  extends Pick<
    AdoptionLine,
    'id' | 'gist' | 'legality' | 'rationality' | 'feasibility' | 'disposition' | 'reason' | 'revisedText'
  > {
  /** In the order of the draft; none for the draft as a whole. */
  clauseIds: string[]
  /** How they are cited, 全文 for the draft as a whole. */
  clauses: string[]
  comments: number
  /** Comments by who wrote them: `resident business association other unstated`. */
  groups: Record<string, number>
  quotes: QuoteRef[]
}

export type Totals = Record<Disposition, number>

/** Everything that is reviewed together and published together. */
export interface ReportContent {
  title: string
  introduction: string
  contact: Contact
  opensAt: number
  closesAt: number
  received: number
  persons: number
  sources: Record<string, number>
  groups: Record<string, number>
  draftVersion: number
  lines: ReportLine[]
  totals: Totals
}

/** SHA-256 over what residents will read: what sign-offs are given for. */
export const reportHashOf = (content: ReportContent): string => sha256(canonicalJson(content))

/** Comments by what became of them. */
export function totalsOf(lines: readonly Pick<ReportLine, 'disposition' | 'comments'>[]): Totals {
  const totals = Object.fromEntries(dispositions.map((d) => [d, 0])) as Totals
  for (const { disposition, comments } of lines) totals[disposition] += comments
  return totals
}

export const sumOf = (totals: Totals): number => dispositions.reduce((sum, d) => sum + totals[d], 0)

/** What speaks of the draft as a whole first, then in the order of the draft, then as written. */
export function inOrder<L extends Pick<ReportLine, 'id' | 'clauseIds'>>(
  lines: readonly L[],
  positions: ReadonlyMap<string, number>,
): L[] {
  const at = (line: L) =>
    Math.min(...line.clauseIds.map((id) => positions.get(id) ?? -1), Number.MAX_SAFE_INTEGER)
  const place = (line: L) => (line.clauseIds.length === 0 ? -1 : at(line))
  return [...lines].sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1))
}

/** Last Shanghai day on which the report is in time. */
export const reportDueOn = (closesAt: number): Day =>
  addCalendarDays(shanghaiDay(closesAt), REPORT_WITHIN_DAYS)

/** From the first moment of the day after; a published report is never late any more. */
export function isReportOverdue(
  {
    closesAt,
    openedAt,
    reportedAt,
  }: { closesAt: number; openedAt: number | null; reportedAt: number | null },
  now: number,
): boolean {
  return openedAt !== null && reportedAt === null && shanghaiDay(now) > reportDueOn(closesAt)
}

export const reportStates = ['draft', 'in_review', 'returned', 'cleared', 'published'] as const
export type ReportState = (typeof reportStates)[number]

/** @param round of the sheet whose matter has not gone out yet */
export function reportStateOf(publishedAt: number | null, round: RoundState | null): ReportState {
  if (publishedAt !== null) return 'published'
  return round === null || round === 'void' ? 'draft' : round
}

const written = ['gist', 'legality', 'rationality', 'feasibility', 'reason', 'revisedText'] as const

/** What the machine notices: of the whole, then line by line with the line's number. */
export function findingsOfReport(
  { title, introduction, contact, lines }: ReportContent,
  quotes: ReadonlyMap<string, string>,
  today: Day,
): Finding[] {
  const whole = findings({ title, summary: introduction, markdown: '', contact }, today)
  const byLine = lines.flatMap((line, index) => {
    const words = [
      ...written.map((w) => line[w] ?? ''),
      ...line.quotes.map((q) => quotes.get(q.commentId) ?? ''),
    ]
    const markdown = words.filter((w) => w !== '').join('\n\n')
    return findings({ title: '', summary: '', markdown, contact }, today)
      .filter((f) => f.field === 'markdown')
      .map(
        ({ start: _, end: __, ...f }): Finding => ({ ...f, message: `第 ${index + 1} 条答复：${f.message}` }),
      )
  })
  return [...whole, ...byLine]
}
