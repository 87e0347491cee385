import { findPersonal, maskPersonal } from '../../platform/text'

/** Something the machine noticed before the first review. Blocking: must be put right or overridden with a reason. */
export interface Finding {
  code:
    | 'id_number'
    | 'phone'
    | 'bank_card'
    | 'email'
    | 'secrecy_mark'
    | 'contact_missing'
    | 'empty_link'
    | 'missing_alt'
    | 'odd_date'
    | 'reserved_term'
  severity: 'blocking' | 'warning'
  /** Chinese sentence for the author. */
  message: string
  field: 'title' | 'summary' | 'markdown' | 'contact'
  /** UTF-16 offsets in the field; the whole paragraph where the text as shown, not as written, holds the finding. */
  start?: number
  end?: number
  /** The place with a few characters around it, personal data masked. */
  excerpt?: string
}

/** What is under review; `kind` as in the public contract. */
export interface Reviewable {
  title: string
  summary: string
  markdown: string
  contact: { division: string; phone: string; hours: string } | null
  kind?: string
}

/** A finding in one text, before it is known which field the text is. */
export interface Spot extends Pick<Finding, 'code' | 'severity' | 'message'> {
  start: number
  end: number
}

const around = 10

/** Every personal datum replaced by as many characters, so that offsets hold and no cut can bare a part of it. */
export const maskedInPlace = (text: string): string => {
  let masked = ''
  let from = 0
  for (const { start, end, value } of findPersonal(text)) {
    const hidden = maskPersonal(value)
    const shown = hidden === value ? '' : hidden
    masked += text.slice(from, start) + shown.slice(0, end - start).padEnd(end - start, '*')
    from = end
  }
  return masked + text.slice(from)
}

/** The stretch of an already masked text around a place, on one line and without halved characters. */
export const excerptOf = (masked: string, start: number, end: number): string =>
  masked
    .slice(Math.max(0, start - around), Math.min(end, start + 60) + around)
    .replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
    .replace(/\s+/g, ' ')
    .trim()
