import {
  type Clause,
  type Comment,
  type Consultation,
  type ConsultationState,
  type DraftWithClauses,
  groups,
  type ListedComment,
  publicDays,
  reportDueOn,
  sources,
  stanceCounts,
} from '../../src/modules/consultations'
import { rfc3339 } from '../../src/platform/clock'
import { presentReading } from './analysis.present'

export function presentStaffConsultation(c: Consultation, state: ConsultationState, reportOverdue: boolean) {
  return {
    id: c.id,
    title: c.title,
    explanation: c.explanation,
    contact: c.contact,
    opensAt: rfc3339(c.opensAt),
    closesAt: rfc3339(c.closesAt),
    state,
    shorterReason: c.shorterReason,
    publicDays: publicDays(Math.max(c.opensAt, c.openedAt ?? 0), c.closesAt),
    authorId: c.authorId,
    openedBy: c.openedBy,
    openedAt: c.openedAt === null ? null : rfc3339(c.openedAt),
    reportDueOn: reportDueOn(c.closesAt),
    reportOverdue,
    reportedAt: c.reportedAt === null ? null : rfc3339(c.reportedAt),
  }
}

export function presentUpload({ draft, clauses }: DraftWithClauses) {
  return { version: draft.version, clauses: clauses.map(presentClause), warnings: draft.warnings }
}

export function presentStaffDraft(found: DraftWithClauses | null) {
  if (!found) return null
  const { title, titleLines, titleAt, preamble, closing, sourceHash } = found.draft
  return { ...presentUpload(found), title, titleLines, titleAt, preamble, closing, sourceHash }
}

function presentClause({ id, parentId, kind, number, label, heading, text, inline }: Clause) {
  return { id, parentId, kind, number, label, heading, text, inline }
}

export function presentTotals(counters: ReadonlyMap<string, number>) {
  const of = (prefix: string, items: readonly string[]) =>
    Object.fromEntries(items.map((item) => [item, counters.get(`${prefix}:${item}`) ?? 0]))
  return {
    comments: counters.get('comments') ?? 0,
    persons: counters.get('persons') ?? 0,
    stances: stanceCounts(counters, 'stance'),
    sources: of('source', sources),
    groups: of('group', [...groups, 'unstated']),
  }
}

export function presentComment(c: Comment & Pick<ListedComment, 'clauseLabel' | 'duplicateOf' | 'reading'>) {
  return {
    id: c.id,
    clauseId: c.clauseId,
    clauseLabel: c.clauseLabel,
    text: c.text,
    stance: c.stance,
    group: c.writerGroup,
    writerKind: c.writerKind,
    source: c.source,
    state: c.state,
    receivedOn: c.receivedOn,
    receivedAt: rfc3339(c.receivedAt),
    receipt: c.receipt,
    lineId: c.lineId,
    quotable: c.quotable,
    duplicateOf: c.duplicateOf,
    reading: c.reading && presentReading(c.reading),
  }
}
