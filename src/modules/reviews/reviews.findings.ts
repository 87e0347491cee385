import type { Day } from '../../platform/calendar'
import { plainText, plainTextBlocks } from '../../platform/markdown'
import { excerptOf, type Finding, maskedInPlace, type Reviewable, type Spot } from './reviews.finding'
import { dateSpots } from './reviews.findings.dates'
import { linkSpots } from './reviews.findings.links'
import { reservedSpots, secrecySpots } from './reviews.findings.marks'
import { personalSpots } from './reviews.findings.personal'

export type { Finding, Reviewable } from './reviews.finding'

/** More of one severity in one field help nobody: what remains shows after these are put right. */
const mostPerField = 100

const fullWidth = /[！-～\u3000]/g

/** Half-width, one unit for one unit so that offsets hold; Chinese punctuation keeps its meaning in the rules. */
const folded = (text: string): string =>
  text.replace(fullWidth, (character) => {
    if (character === '\u3000') return ' '
    return /[０-９Ａ-Ｚａ-ｚ＠．－／]/.test(character)
      ? String.fromCharCode(character.charCodeAt(0) - 0xfee0)
      : character
  })

const textFields = ['title', 'summary', 'markdown'] as const
type TextField = (typeof textFields)[number]

const present = (field: TextField, text: string, spots: readonly Spot[]): Finding[] => {
  if (spots.length === 0) return []
  const masked = maskedInPlace(text)
  return (['blocking', 'warning'] as const)
    .flatMap((severity) => spots.filter((spot) => spot.severity === severity).slice(0, mostPerField))
    .sort((one, other) => one.start - other.start)
    .map((spot) => ({ ...spot, field, excerpt: excerptOf(masked, spot.start, spot.end) }))
}

/** What must be found even when marks or entities cut it apart in the source (138**1234**5678). */
const strict = (text: string, contactPhone: string): Spot[] => [
  ...personalSpots(text, contactPhone),
  ...secrecySpots(text),
]

const shownOnly = (content: Reviewable, written: readonly Spot[], contactPhone: string): Finding[] => {
  const shown = folded(plainText(content.markdown))
  const key = (text: string, { code, start, end }: Spot) =>
    code + text.slice(start, end).replace(/[^\p{L}\p{N}]/gu, '')
  const source = folded(content.markdown)
  const known = new Set(written.map((spot) => key(source, spot)))
  const fresh = strict(shown, contactPhone).filter((spot) => !known.has(key(shown, spot)))
  if (fresh.length === 0) return []
  const blocks = plainTextBlocks(content.markdown)
  // As shown, not as written: only the paragraph that shows it can be pointed at.
  return present('markdown', shown, fresh).map((finding) => {
    const block = blocks.find(({ until }) => (finding.start ?? 0) < until)
    return { ...finding, start: block?.start, end: block?.end }
  })
}

const ofField = (content: Reviewable, field: TextField, today: Day): Finding[] => {
  const text = folded(content[field])
  const phone = content.contact?.phone ?? ''
  const found = strict(text, phone)
  const rest = dateSpots(text, today)
  if (content.kind === 'consumer_alert') rest.push(...reservedSpots(text))
  const findings = present(field, content[field], [...found, ...rest])
  if (field !== 'markdown') return findings
  return [
    ...findings,
    ...shownOnly(content, found, phone),
    ...present(field, content.markdown, linkSpots(content.markdown)),
  ]
}

const contactParts = [
  ['division', '咨询科室'],
  ['phone', '咨询电话'],
  ['hours', '咨询时间'],
] as const

const ofContact = ({ contact }: Reviewable): Finding[] =>
  contactParts
    .filter(([part]) => !contact?.[part].trim())
    .map(([, name]) => ({
      code: 'contact_missing',
      severity: 'blocking',
      field: 'contact',
      message: `请填写${name}，文件和解读都应当有咨询方式`,
    }))

/**
 * What the machine notices before the first review: personal data, marks of secrecy, a missing contact, links and
 * images that cannot be read out, dates that cannot be, terms reserved to other bodies. Ordered by field and place.
 * `today` is the Shanghai day. Pure, and linear in the length of the content.
 */
export const findings = (content: Reviewable, today: Day): Finding[] => [
  ...textFields.flatMap((field) => ofField(content, field, today)),
  ...ofContact(content),
]
