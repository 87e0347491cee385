import type { Clause, Draft, Warning } from './consultations.words'

export interface DraftPart {
  clauseId: string | null
  text: string
}
/** A line of the draft as it was handed in, with the clauses that stand on it. */
export interface DraftLine {
  number: number
  parts: DraftPart[]
}

/** The draft as text again, line by line, each piece knowing its clause: nothing is left out and nothing added. */
export function linesOf(draft: Draft): DraftLine[] {
  const { preamble, titleLines, titleAt, clauses, closing } = draft
  const plain = (text: string): DraftPart[] => [{ clauseId: null, text }]
  const lines = [...preamble.slice(0, titleAt), ...titleLines, ...preamble.slice(titleAt)].map(plain)
  for (const { id, heading, text, inline } of clauses) {
    const part = { clauseId: id, text: heading + text }
    const last = lines.at(-1)
    if (inline && last) last.push(part)
    else lines.push([part])
  }
  return [...lines, ...closing.map(plain)].map((parts, index) => ({ number: index + 1, parts }))
}

export const textOf = (line: DraftLine): string => line.parts.map((p) => p.text).join('')
export const textOfDraft = (draft: Draft): string => linesOf(draft).map(textOf).join('\n')

/**
 * The line a warning speaks of: the one that holds what it quotes, nearest to the line it counts. Blank lines of the
 * file were counted too, so the number alone is only about right.
 */
export function lineOfWarning(lines: readonly DraftLine[], warning: Warning): DraftLine | undefined {
  const counted = /^第(\d+)行$/.exec(warning.at ?? '')
  const at = counted ? Number(counted[1]) : 0
  const quoted = [...warning.message.matchAll(/“([^”]{2,})”/g)].map(([, words = '']) => words)
  const wanted = counted ? quoted : [warning.at ?? '', ...quoted].filter((words) => words !== '')
  const bare = (text: string) => text.replace(/\s/g, '')
  for (const words of wanted) {
    const begins = lines.filter((l) => bare(textOf(l)).startsWith(bare(words)))
    const holding = begins.length > 0 ? begins : lines.filter((l) => bare(textOf(l)).includes(bare(words)))
    const nearest = holding.sort((a, b) => Math.abs(a.number - at) - Math.abs(b.number - at))[0]
    if (nearest) return nearest
  }
  return counted ? lines[at - 1] : undefined
}

/** How deep each clause stands, for indenting. */
export function depthsOf(clauses: readonly Clause[]): Map<string, number> {
  const depths = new Map<string, number>()
  for (const { id, parentId } of clauses)
    depths.set(id, parentId === null ? 0 : (depths.get(parentId) ?? 0) + 1)
  return depths
}

/** The clause and everything within it, as a reader sees it: an article whose paragraphs are clauses of their own. */
export function withinClause(clauses: readonly Clause[], id: string): Clause[] {
  const inside = new Set([id])
  for (const clause of clauses) if (clause.parentId && inside.has(clause.parentId)) inside.add(clause.id)
  return clauses.filter((c) => inside.has(c.id))
}
