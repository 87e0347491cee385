import { findPersonal, type PersonalFinding } from '../../platform/text'
import type { Spot } from './reviews.finding'

const names: Record<PersonalFinding['kind'], string> = {
  id_number: '身份证号码',
  phone: '手机号码',
  bank_card: '银行卡号',
  email: '电子邮箱',
}

/** Half-width digits of a number, without what people put between them. */
const digitsOf = (value: string): string =>
  value
    .normalize('NFKC')
    .replace(/[^\dXx]/g, '')
    .toUpperCase()

const isMobile = (digits: string): boolean => /^(?:(?:00)?86)?1[3-9]\d{9}$/.test(digits)

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** GB 11643-1999: the last character is a check over the first seventeen. */
const checks = (id: string): boolean => {
  if (id.length !== 18) return false
  const sum = weights.reduce((total, weight, at) => total + weight * Number(id[at]), 0)
  return '10X98765432'[sum % 11] === id[17]
}

/** Addresses hold long serial numbers of their own. */
const addresses = (text: string): { start: number; end: number }[] =>
  [...text.matchAll(/https?:\/\/[^\s)>"'\]）】》，。；]+|\/files\/[^\s)>"'\]]+/gi)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
  }))

const severityOf = (kind: PersonalFinding['kind'], digits: string, inAddress: boolean): Spot['severity'] => {
  if (inAddress || kind === 'email') return 'warning'
  return kind === 'id_number' && !checks(digits) ? 'warning' : 'blocking'
}

/**
 * Personal data in running text. A number with a wrong check digit, one inside an address and an e-mail address
 * are warnings. Landlines, government mailboxes and the published contact number are no finding.
 */
export const personalSpots = (text: string, contactPhone: string): Spot[] => {
  const places = addresses(text)
  const known = digitsOf(contactPhone)
  let next = 0
  return findPersonal(text).flatMap(({ kind, start, end, value }) => {
    const digits = digitsOf(value)
    if (kind === 'phone' && (!isMobile(digits) || digits === known)) return []
    if (kind === 'email' && /[.@]gov\.cn$/i.test(value.normalize('NFKC'))) return []
    while (next < places.length && places[next]!.end <= start) next += 1
    const inAddress = next < places.length && places[next]!.start <= start
    const severity = severityOf(kind, digits, inAddress)
    const doubt = severity === 'blocking' ? '含有' : '疑似含有'
    return [{ code: kind, severity, message: `${doubt}${names[kind]}，请删除或遮盖后再送审`, start, end }]
  })
}
