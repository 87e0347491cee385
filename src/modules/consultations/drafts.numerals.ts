/** Characters a clause number may be written in, as the inside of a regular expression class. */
export const NUMERAL = '零〇○一二三四五六七八九十百千廿卅两\\d０-９'

const digits: Record<string, number> = { 零: 0, 〇: 0, '○': 0, 两: 2 }
for (const [value, char] of [...'零一二三四五六七八九'].entries()) digits[char] = value
const units: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }

/** How a number was written: 一百四十八, 148, or a form that reads well but is not what the drafting rules ask for (廿一). */
export type NumeralForm = 'chinese' | 'arabic' | 'unusual'
export interface Numeral {
  value: number
  form: NumeralForm
}

/** Writes 1–9999 as laws do: 十, 十一, 一百零五, 一百一十, 一千零一十. Throws RangeError outside that range. */
export function chineseNumeral(value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > 9999)
    throw new RangeError(`no clause number: ${value}`)
  let out = ''
  let gap = false
  for (const [power, unit] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / power) % 10
    if (digit === 0) {
      gap = out !== ''
      continue
    }
    if (gap) out += '零'
    gap = false
    out += '零一二三四五六七八九'[digit] + unit
  }
  return value < 20 && value >= 10 ? out.slice(1) : out
}

/** Reads a clause number (spaces and full-width digits allowed). Null when it is no number from 1 to 9999. */
export function parseNumeral(raw: string): Numeral | null {
  const written = raw.replaceAll(' ', '').replace(/[０-９]/g, (c) => String(c.charCodeAt(0) - 0xff10))
  if (/^\d{1,4}$/.test(written))
    return Number(written) > 0 ? { value: Number(written), form: 'arabic' } : null
  const plain = written.replaceAll('廿', '二十').replaceAll('卅', '三十')
  const value = /^[零〇○一二三四五六七八九]{2,4}$/.test(plain) ? positional(plain) : withUnits(plain)
  if (value === null || value < 1 || value > 9999) return null
  return { value, form: chineseNumeral(value) === written.replace(/[〇○]/g, '零') ? 'chinese' : 'unusual' }
}

/** 一四八 → 148 */
function positional(written: string): number {
  let value = 0
  for (const char of written) value = value * 10 + digits[char]!
  return value
}

/** 一百四十八 → 148. Units must fall from left to right; anything else is not a number. */
function withUnits(written: string): number | null {
  let total = 0
  let digit = -1
  let lowest = 10_000
  for (const char of written) {
    const unit = units[char]
    if (unit !== undefined) {
      if (unit >= lowest || digit === 0) return null
      total += (digit < 0 ? 1 : digit) * unit
      lowest = unit
      digit = -1
      continue
    }
    const next = digits[char]
    if (next === undefined || digit > 0) return null
    digit = next
  }
  // After the last unit only one digit can follow; 零 alone (一百零) leaves the number unfinished.
  return digit === 0 ? null : total + Math.max(digit, 0)
}
