import type {
  Clause,
  Comment,
  Consultation,
  ConsultationState,
  DraftWithClauses,
  Outcome,
} from '../../src/modules/consultations'
import { rfc3339 } from '../../src/platform/clock'

export function presentConsultation(consultation: Consultation, state: ConsultationState) {
  const { id, title, explanation, contact, opensAt, closesAt, reportId } = consultation
  const window = { opensAt: rfc3339(opensAt), closesAt: rfc3339(closesAt), state }
  return { id, title, explanation, contact, ...window, reportId: reportId ?? undefined }
}

export function presentDraft(draft: DraftWithClauses | null) {
  return draft && { version: draft.draft.version, clauses: draft.clauses.map(presentClause) }
}

function presentClause({ id, parentId, kind, number, label, text }: Clause) {
  return { id, parentId, kind, number, label, text }
}

/** Of the counters: `clause:<id>` beside `clause:<id>:<stance>`; `-` stands for the whole draft. */
export function presentCounts(consultationId: string, counters: ReadonlyMap<string, number>) {
  const clauses = [...counters].flatMap(([item, comments]) => {
    const [, clauseId] = /^clause:([^:]+)$/.exec(item) ?? []
    return clauseId && clauseId !== '-' ? [{ clauseId, comments }] : []
  })
  return {
    consultationId,
    comments: counters.get('comments') ?? 0,
    persons: counters.get('persons') ?? 0,
    general: counters.get('clause:-') ?? 0,
    clauses,
  }
}

export function presentReceipt({ id, receivedAt, receipt }: Comment) {
  return { id, receivedAt: rfc3339(receivedAt), receipt }
}

export function presentOutcome(outcome: Outcome | undefined) {
  if (!outcome) return null
  const { revisedText, publishedAt, ...said } = outcome
  return { ...said, revisedText: revisedText ?? undefined, publishedAt: rfc3339(publishedAt) }
}
