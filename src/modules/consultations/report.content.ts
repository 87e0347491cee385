import { type EntityManager, In } from 'typeorm'
import { Tally } from '../../platform/db/tally'
import { AdoptionLine } from './adoption.entities'
import { cite } from './consultations.comments'
import { clausesOf, currentDraft } from './consultations.drafting'
import { type Clause, type Consultation, groups, sources } from './consultations.entities'
import { LineQuote } from './report.entities'
import { inOrder, type ReportContent, type ReportLine, totalsOf } from './report.rules'

const CHUNK = 500
const WHOLE_DRAFT = '全文'

/** The report as its lines stand now, and the words its quotes still have, by comment. */
export async function reportContent(
  manager: EntityManager,
  consultation: Consultation,
  introduction: string,
): Promise<{ content: ReportContent; quotes: Map<string, string> }> {
  const { id, title, contact, opensAt, closesAt, finalTally } = consultation
  const draft = await currentDraft(manager, id)
  const clauses = draft ? await clausesOf(manager, draft.id) : []
  const rows = await manager.find(AdoptionLine, { where: { consultationId: id }, order: { id: 'ASC' } })
  const lineIds = rows.map((row) => row.id)
  const counted = await countersOf(manager, lineIds)
  const quoted = await quotesOf(manager, lineIds)
  const tally = finalTally ?? {}
  const lines = inOrder(
    rows.map((row) => lineOf(row, counted.get(row.id) ?? new Map(), quoted, clauses)),
    new Map(clauses.map((c) => [c.id, c.position])),
  )
  const count = (prefix: string, items: readonly string[]) =>
    Object.fromEntries(items.map((item) => [item, tally[`${prefix}:${item}`] ?? 0]))
  const content: ReportContent = {
    title,
    introduction,
    contact,
    opensAt,
    closesAt,
    received: tally.comments ?? 0,
    persons: tally.persons ?? 0,
    sources: count('source', sources),
    groups: count('group', [...groups, 'unstated']),
    draftVersion: draft?.version ?? 0,
    lines,
    totals: totalsOf(lines),
  }
  const words = quoted.flatMap((q) => (q.text === null ? [] : [[q.commentId, q.text] as const]))
  return { content, quotes: new Map(words) }
}

/** Words that quotes still have, by comment. */
export async function quotedWords(
  manager: EntityManager,
  lineIds: readonly string[],
): Promise<Map<string, string>> {
  const quotes = await quotesOf(manager, lineIds)
  return new Map(quotes.flatMap((q) => (q.text === null ? [] : [[q.commentId, q.text] as const])))
}

function lineOf(
  row: AdoptionLine,
  counters: ReadonlyMap<string, number>,
  quoted: readonly LineQuote[],
  clauses: readonly Clause[],
): ReportLine {
  const of = (prefix: string) =>
    [...counters].flatMap(([item, n]) =>
      item.startsWith(prefix) && n > 0 ? [[item.slice(prefix.length), n] as const] : [],
    )
  const about = new Set(of('clause:').map(([clauseId]) => clauseId))
  const clauseIds = clauses.filter((c) => about.has(c.id)).map((c) => c.id)
  const known = new Map(clauses.map((c) => [c.id, c]))
  const { id, gist, legality, rationality, feasibility, disposition, reason, revisedText, size } = row
  return {
    id,
    gist,
    legality,
    rationality,
    feasibility,
    disposition,
    reason,
    revisedText,
    clauseIds,
    clauses: [
      ...(about.has('-') ? [WHOLE_DRAFT] : []),
      ...clauseIds.map((clauseId) => cite(known, clauseId)),
    ],
    comments: size,
    groups: Object.fromEntries(of('group:')),
    quotes: quoted
      .filter((q) => q.lineId === id)
      .map(({ commentId, textHash, redaction }) => ({ commentId, textHash, redaction })),
  }
}

async function countersOf(manager: EntityManager, lineIds: readonly string[]) {
  const byLine = new Map<string, Map<string, number>>()
  for (let at = 0; at < lineIds.length; at += CHUNK)
    for (const { subject, item, votes } of await manager.findBy(Tally, {
      subject: In(lineIds.slice(at, at + CHUNK)),
    })) {
      const counters = byLine.get(subject) ?? new Map<string, number>()
      byLine.set(subject, counters.set(item, votes))
    }
  return byLine
}

async function quotesOf(manager: EntityManager, lineIds: readonly string[]): Promise<LineQuote[]> {
  const found: LineQuote[] = []
  for (let at = 0; at < lineIds.length; at += CHUNK)
    found.push(
      ...(await manager.find(LineQuote, {
        where: { lineId: In(lineIds.slice(at, at + CHUNK)) },
        order: { commentId: 'ASC' },
      })),
    )
  return found
}
