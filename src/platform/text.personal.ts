/** Personal data found in running text; `start`/`end` are UTF-16 offsets, `value` the text between them. */
export type PersonalFinding = {
  kind: 'id_number' | 'phone' | 'bank_card' | 'email'
  start: number
  end: number
  value: string
}

type Group = { digits: string; start: number; end: number }
type Kind = PersonalFinding['kind']

const FULL_WIDTH = /[\uFF01-\uFF5E\u3000]/g
/** What people put between the digits of one number: blanks, hyphens, dots, brackets, invisible characters. */
const GAP = ' \\t\\u00A0\\u00AD\\u2000-\\u2015\\u2060\\u2212\\uFEFF·.()_\\-'
const RUN = new RegExp(`\\d(?:[${GAP}]{0,2}\\d)*(?:[${GAP}]?[Xx](?![0-9A-Za-z]))?`, 'g')
const GROUP = /\d+|[Xx]/g
const MOBILE = /^(?:(?:00)?86)?1[3-9]\d{9}$/
/** Area codes 010, 02x with 8 digits; 03xx–09xx with 7 or 8. Subscriber numbers never begin with 0 or 1. */
const LANDLINE = /^0(?:(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7})$/
/** How a number is written in parts; other splits are tables of amounts, ranges or dates. */
const MOBILE_PARTS = /^(?:3-4-4|3-8|7-4|3-3-5|3-2-3-3|3-4-2-2|5-6|1(?:-1){10})$/
const LANDLINE_PARTS = /^[34]-(?:[78]|[34]-4|2-2-[34])$/
const COUNTRY = /^[24]-/
const CARD_PREFIX = /^(?:4|5[1-9]|35|36|60|62|68|9558)/
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)/
const MOST_DIGITS = 19
/** Fingerprints (SHA-256 and its kin) and UUIDs: by chance eleven of their digits look like a telephone number. */
const DIGEST =
  /(?<![0-9A-Za-z])(?=(?:[0-9-]{0,32}[a-f]){4})(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9A-Za-z])/gi
/** Nobody writes a number in more parts, unless digit by digit. */
const MOST_PARTS = 6

/**
 * Finds identity numbers, telephone numbers, bank cards and e-mail addresses, also in full-width digits or
 * split by blanks and hyphens. Service numbers (12315, 400-…), dates, document numbers and fingerprints are left alone.
 * Findings are in order and do not overlap. Linear in the length of the text.
 */
export function findPersonal(text: string): PersonalFinding[] {
  // One unit for one unit, so that offsets stay valid.
  const folded = text.replace(FULL_WIDTH, (c) =>
    c === '\u3000' ? ' ' : String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  )
  const found: PersonalFinding[] = []
  const add = (kind: Kind, start: number, end: number) =>
    found.push({ kind, start, end, value: text.slice(start, end) })
  const searched = cutEmails(folded, (start, end) => add('email', start, end)).replace(DIGEST, (digest) =>
    '@'.repeat(digest.length),
  )
  for (const run of searched.matchAll(RUN)) {
    if (run[0].length >= 11) searchRun(searched, run[0], run.index, add)
  }
  return found.sort((a, b) => a.start - b.start)
}

/** The text with every finding masked (see the mask functions); masking twice changes nothing. */
export function maskPersonal(text: string): string {
  let out = ''
  let from = 0
  for (const finding of findPersonal(text)) {
    out += text.slice(from, finding.start) + MASKS[finding.kind](finding.value)
    from = finding.end
  }
  return out + text.slice(from)
}

/** 138****8000; blanks and hyphens stay where they were. */
export function maskPhone(phone: string): string {
  const digits = countDigits(phone)
  return digits > 8 ? maskDigits(phone, digits - 8, 4) : maskDigits(phone, 0, digits > 6 ? 2 : 0)
}

/** 310***********123X: the region and the part after the date of birth, of which nothing is left. */
export function maskIdNumber(id: string): string {
  const digits = countDigits(id)
  return digits > 10 ? maskDigits(id, 3, digits > 15 ? 4 : 3) : maskDigits(id, 0, 0)
}

const MASKS: Record<Kind, (value: string) => string> = {
  phone: maskPhone,
  id_number: maskIdNumber,
  bank_card: (value) => maskDigits(value, 4, 4),
  // A leading digit is hidden as well: it may be the start of a telephone number used as the address.
  email: (value) =>
    `${/^[A-Za-z]/.test(value) ? value.charAt(0) : ''}***${value.slice(value.search(/[@＠]/))}`,
}

const DIGIT = /[0-9０-９XxＸｘ]/g

function countDigits(value: string): number {
  return value.match(DIGIT)?.length ?? 0
}

function maskDigits(value: string, head: number, tail: number): string {
  const last = countDigits(value) - tail
  let at = 0
  return value.replace(DIGIT, (digit) => {
    const shown = at < head || at >= last
    at++
    return shown ? digit : '*'
  })
}

/** Reports each address and blanks it out, so that its digits are not looked at again. */
function cutEmails(text: string, report: (start: number, end: number) => void): string {
  let out = ''
  let from = 0
  const blank = (start: number, end: number) => {
    out += text.slice(from, start) + '@'.repeat(end - start)
    from = end
  }
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > from && at - start < 64 && /[\w.%+-]/.test(text.charAt(start - 1))) start--
    const host = /^(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}/.exec(text.slice(at + 1, at + 256))?.[0]
    if (!host || at < from) continue
    const end = at + 1 + host.length
    if (start < at) report(start, end)
    // An address masked before (z***@…) is passed over as a whole too.
    if (start < at || text.slice(at - 3, at) === '***') blank(start, end)
  }
  return out + text.slice(from)
}

type Add = (kind: Kind, start: number, end: number) => void

function searchRun(text: string, run: string, offset: number, add: Add) {
  const all: Group[] = []
  for (const m of run.matchAll(GROUP)) {
    all.push({ digits: m[0], start: offset + m.index, end: offset + m.index + m[0].length })
  }
  const groups = all.slice(
    startsMasked(text, all[0]!) ? 1 : 0,
    endsMasked(text, all.at(-1)!) ? -1 : undefined,
  )
  const whole = groups.map((group, i) => kindOfWhole(text, group, groups[i + 1]))
  for (let i = 0; i < groups.length; i++) {
    const kind = whole[i]
    const parts = kind ? undefined : longestInParts(groups, whole, i)
    if (kind) add(kind, groups[i]!.start, groups[i]!.end)
    if (!parts) continue
    add(parts.kind, groups[i]!.start, groups[parts.last]!.end)
    i = parts.last
  }
}

function longestInParts(groups: Group[], whole: (Kind | undefined)[], first: number) {
  let digits = ''
  const parts: number[] = []
  let best: { kind: Kind; last: number } | undefined
  for (let j = first; j < groups.length && !whole[j]; j++) {
    digits += groups[j]!.digits
    parts.push(groups[j]!.digits.length)
    if (digits.length > MOST_DIGITS || (parts.length > MOST_PARTS && parts.length < digits.length)) break
    if (parts.length < 2 || digits.length < 11) continue
    if (parts.length === digits.length && digits.length !== 11 && digits.length !== 18) continue
    const kind = kindOfParts(digits, parts)
    if (kind) best = { kind, last: j }
  }
  return best
}

/** Digits that a mask left visible (138****8000) must not join with neighbours into a new number. */
function startsMasked(text: string, { digits, start }: Group): boolean {
  if (digits.length > 7) return false
  return /\d[^\d*]{0,2}\*(?:[^\d*]{0,2}\*){3,}[^\d*]{0,2}$/.test(text.slice(Math.max(0, start - 40), start))
}

function endsMasked(text: string, { digits, end }: Group): boolean {
  if (digits.length > 7) return false
  return /^[^\d*]{0,2}\*(?:[^\d*]{0,2}\*){3,}[^\d*]{0,2}\d/.test(text.slice(end, end + 40))
}

function kindOfWhole(text: string, { digits, start, end }: Group, next?: Group): Kind | undefined {
  if (digits.length < 11) return undefined
  // Seventeen digits before an X are an identity number in two parts, whatever else they look like.
  if (digits.length === 17 && next && /x/i.test(next.digits)) return undefined
  if (isIdNumber(digits)) return 'id_number'
  if (MOBILE.test(digits)) return 'phone'
  // 沪市监处〔2026〕032026000123号 has the shape of a landline but is a document number.
  const serial = /[〕\]】第]\s?$/.test(text.slice(Math.max(0, start - 2), start)) || text.charAt(end) === '号'
  if (LANDLINE.test(digits) && !serial) return 'phone'
  return isBankCard(digits) ? 'bank_card' : undefined
}

function kindOfParts(digits: string, parts: number[]): Kind | undefined {
  const shape = parts.join('-')
  if ((digits.length === 18 || shape === '6-6-3') && isIdNumber(digits)) return 'id_number'
  if (digits.length <= 16 && isPhoneInParts(digits, parts, shape)) return 'phone'
  if (digits.length < 16) return undefined
  const fours = parts.slice(0, -1).every((n) => n === 4) || shape === '6-13' || shape === '6-10'
  return fours && isBankCard(digits) ? 'bank_card' : undefined
}

function isPhoneInParts(digits: string, parts: number[], shape: string): boolean {
  const country = COUNTRY.exec(shape) ? /^(?:00)?86/.exec(digits)?.[0] : undefined
  if (!country || country.length !== parts[0]) {
    return (
      (MOBILE_PARTS.test(shape) && MOBILE.test(digits)) ||
      (LANDLINE_PARTS.test(shape) && LANDLINE.test(digits))
    )
  }
  const number = digits.slice(country.length)
  const local = parts.slice(1)
  const rest = local.join('-')
  if (MOBILE.test(number)) return local.length === 1 || MOBILE_PARTS.test(rest)
  // From abroad the 0 of the area code is dropped: +86 21 6422 0000.
  const area = number.startsWith('0') ? number : `0${number}`
  const areaShape = area === number ? rest : [local[0]! + 1, ...local.slice(1)].join('-')
  return LANDLINE.test(area) && LANDLINE_PARTS.test(areaShape)
}

/** 18 digits (17 and a check digit) or the old 15, with an existing province and a possible date of birth. */
function isIdNumber(digits: string): boolean {
  const long = /^\d{17}[\dXx]$/.test(digits)
  if (!long && !/^\d{15}$/.test(digits)) return false
  if (!PROVINCE.test(digits)) return false
  const year = long ? digits.slice(6, 10) : `19${digits.slice(6, 8)}`
  const month = Number(long ? digits.slice(10, 12) : digits.slice(8, 10))
  const day = Number(long ? digits.slice(12, 14) : digits.slice(10, 12))
  // A wrong check digit is usually a typing mistake in a real number, so it is not required.
  return /^(?:19|20)/.test(year) && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

function isBankCard(digits: string): boolean {
  if (!/^\d{16,19}$/.test(digits) || !CARD_PREFIX.test(digits)) return false
  // 17 and 18 digits are also order and credit-code numbers; cards of that length are all UnionPay.
  if ((digits.length === 17 || digits.length === 18) && !digits.startsWith('62')) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const n = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1)
    sum += n > 9 ? n - 9 : n
  }
  return sum % 10 === 0
}
