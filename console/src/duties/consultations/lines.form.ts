import type { Disposition, Line } from './consultations.words'

/** An answer while it is being written. */
export interface LineDraft {
  gist: string
  legality: string
  rationality: string
  feasibility: string
  disposition: Disposition | ''
  reason: string
  revisedText: string
  /** For colleagues; never published. */
  note: string
}

export const emptyLine = (): LineDraft => ({
  gist: '',
  legality: '',
  rationality: '',
  feasibility: '',
  disposition: '',
  reason: '',
  revisedText: '',
  note: '',
})

export const lineDraftOf = (line: Line): LineDraft => ({
  gist: line.gist,
  legality: line.legality,
  rationality: line.rationality,
  feasibility: line.feasibility,
  disposition: line.disposition,
  reason: line.reason,
  revisedText: line.revisedText ?? '',
  note: line.note ?? '',
})

export const changesText = (disposition: string): boolean =>
  disposition === 'adopted' || disposition === 'partly_adopted'

/** For the service; what changes nothing has no revised text. */
export function lineBody({ revisedText, disposition, note, ...words }: LineDraft) {
  const revised = changesText(disposition) && revisedText.trim() !== '' ? { revisedText } : {}
  const noted = note.trim() !== '' ? { note } : {}
  return { ...words, disposition: disposition as Disposition, ...revised, ...noted }
}
