import { type DraftLine, markdownLines, textLines } from './drafts.lines'
import { parseLines } from './drafts.parse'
import { DraftRefused, type ImportedDraft } from './drafts.shape'

export { importDocx } from './drafts.docx'
export type { ClauseKind, ImportedClause, ImportedDraft, ImportWarning } from './drafts.shape'
export { DraftRefused } from './drafts.shape'

/** Characters. The longest law in force has under 120,000; beyond this a text is no draft. */
const LONGEST = 2_000_000

/** Imports a draft written as plain text. Throws DraftRefused when it is longer than 2,000,000 characters. */
export function importText(source: string): ImportedDraft {
  return parseLines(textLines(checked(source)))
}

/** Imports a draft written in Markdown. Throws DraftRefused when it is longer than 2,000,000 characters. */
export function importMarkdown(source: string): ImportedDraft {
  return parseLines(markdownLines(checked(source)))
}

/**
 * The draft as text again: equal, byte for byte, to what was put in after the normalisation that textLines or
 * markdownLines state (white space, heading marks, HTML comments).
 */
export function joinedText(draft: ImportedDraft): string {
  const { preamble, titleLines, titleAt, clauses, closing } = draft
  const lines = [...preamble.slice(0, titleAt), ...titleLines, ...preamble.slice(titleAt)]
  for (const { heading, text, inline } of clauses) {
    if (inline) lines[lines.length - 1] += heading + text
    else lines.push(heading + text)
  }
  return [...lines, ...closing].join('\n')
}

/** The normalised text that joinedText gives back, for callers that want to prove it. */
export function normalisedText(source: string, format: 'text' | 'markdown'): string {
  const lines: DraftLine[] = format === 'text' ? textLines(source) : markdownLines(source)
  return lines.map((line) => line.text).join('\n')
}

function checked(source: string): string {
  if (source.length > LONGEST)
    throw new DraftRefused('文字太长（超过二百万字），不像一份征求意见稿，请核对后重新上传。')
  return source
}
