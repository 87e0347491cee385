import { z } from 'zod'
import { cutGraphemes } from '../text'

/** What WeChat takes in the fields of a template, by the kind their names begin with: `thing1`, `time2`. */
export const fieldKinds = [
  'thing',
  'number',
  'letter',
  'symbol',
  'character_string',
  'time',
  'date',
  'amount',
  'phone_number',
  'car_number',
  'name',
  'phrase',
  'enum',
] as const

export type FieldKind = (typeof fieldKinds)[number]

/** The kind of a field by its name; null where WeChat has no such kind. */
export function fieldKind(key: string): FieldKind | null {
  const stem = /^([a-z_]+?)_?\d*$/.exec(key)?.[1]
  return fieldKinds.find((kind) => kind === stem) ?? null
}

const DAY = '\\d{4}年\\d{1,2}月\\d{1,2}日'
const HOUR = '(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?'
const range = (point: string) => new RegExp(`^${point}(?:~${point})?$`)
const TIME = range(`(?:${DAY} )?${HOUR}`)
const DATE = range(`${DAY}(?: ${HOUR})?`)
const HAN = /\p{Script=Han}/u
const fits: Record<Exclude<FieldKind, 'enum'>, { test: (value: string) => boolean; sentence: string }> = {
  thing: { test: (v) => points(v) <= 20, sentence: '不能超过 20 个字' },
  number: { test: (v) => /^\d+(\.\d+)?$/.test(v) && digits(v) <= 32, sentence: '应是 32 位以内的数字' },
  letter: { test: (v) => /^[A-Za-z]{1,32}$/.test(v), sentence: '应是 32 个以内的字母' },
  symbol: { test: (v) => /^[\p{P}\p{S}]{1,5}$/u.test(v), sentence: '应是 5 个以内的符号' },
  character_string: {
    test: (v) => /^[!-~]{1,32}$/.test(v),
    sentence: '应是 32 个以内的数字、字母或符号',
  },
  time: {
    test: (v) => TIME.test(v) && daysExist(v),
    sentence: '应是“15:01”或“2019年10月1日 15:01”这样的时间',
  },
  date: {
    test: (v) => DATE.test(v) && daysExist(v),
    sentence: '应是“2019年10月1日”这样的日期',
  },
  amount: {
    test: (v) => /^[¥￥$€£]?\d+(\.\d+)?元?$/.test(v) && digits(v) <= 10,
    sentence: '应是 10 位以内的金额，例如“¥12.50”',
  },
  phone_number: {
    test: (v) => /^(?=.*\d)[\d+()-]{1,17}$/.test(v),
    sentence: '应是 17 位以内的电话号码',
  },
  car_number: {
    test: (v) => points(v) <= 8 && /^[\p{Script=Han}A-Z\d][A-Z\d]*[\p{Script=Han}A-Z\d]$/u.test(v),
    sentence: '应是 8 位以内的车牌号码',
  },
  name: {
    test: (v) => /^[\p{L}\p{M}\p{P}\p{S} ]+$/u.test(v) && points(v) <= nameLimit(v),
    sentence: '应是 10 个以内的汉字或 20 个以内的字母',
  },
  phrase: { test: (v) => /^\p{Script=Han}{1,5}$/u.test(v), sentence: '应是 5 个以内的汉字' },
}

/**
 * Why WeChat would answer 47003 to this value, as a Chinese sentence, or null. `choices` are the values of an
 * `enum` field, which WeChat fixes per template; without them any short text passes.
 */
export function fieldFault(kind: FieldKind, value: string, choices?: readonly string[]): string | null {
  if (value.trim() === '') return '不能为空'
  if (/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(value)) return '不能有换行等控制字符'
  if (kind === 'enum') {
    if (choices) return choices.includes(value) ? null : `应是 ${choices.join('、')} 之一`
    return points(value) <= 20 ? null : '不能超过 20 个字'
  }
  return fits[kind].test(value) ? null : fits[kind].sentence
}

/**
 * The value as its kind wants it. Prose (thing, name, phrase) is made one line and cut, by code point and never
 * through a character as people see it; figures only change their spelling (full width, blanks, 2026-11-24 →
 * 2026年11月24日), for half a number is a wrong number. What cannot be made to fit stays as it is: ask fieldFault.
 */
export function fitField(kind: FieldKind, value: string): string {
  const line = oneLine(value)
  switch (kind) {
    case 'thing':
      return points(line) <= 20 ? line : `${cut(line, 19)}…`
    case 'name':
      return cut(line, nameLimit(line))
    case 'phrase':
      return cut(line.replace(/[\p{P}\p{S}\s]/gu, ''), 5)
    case 'enum':
      return line
    case 'time':
    case 'date':
      return spellDate(line)
    case 'symbol':
      return line.replaceAll(' ', '')
    case 'amount':
    case 'number':
      return closedUp(line, /[ ,]/g)
    case 'car_number':
      return closedUp(line, / /g).toUpperCase()
    default:
      return closedUp(line, / /g)
  }
}

/** Names with a Chinese character in them count as Chinese ones. */
function nameLimit(value: string): number {
  return HAN.test(value) ? 10 : 20
}

/** At most `limit` code points, ending before an emoji or accented letter rather than inside it. */
function cut(value: string, limit: number): string {
  if (points(value) <= limit) return value
  for (let clusters = limit; clusters > 0; clusters--) {
    const whole = cutGraphemes(value, clusters)
    if (points(whole) <= limit) return whole.trimEnd()
  }
  // One character of more code points than the field has room for.
  return Array.from(value).slice(0, limit).join('')
}

function oneLine(value: string): string {
  return value
    .replace(/\p{Surrogate}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** What is left out may have kept two characters apart that are written as one. */
function closedUp(value: string, left: RegExp): string {
  return value.normalize('NFKC').replace(left, '').normalize('NFKC')
}

function spellDate(value: string): string {
  // A spelling may bring blanks in that were no blanks before.
  return oneLine(value.normalize('NFKC'))
    .replace(/\s*([:~])\s*/g, '$1')
    .replace(/(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/g, (_, y: string, m: string, d: string) => {
      return `${y}年${Number(m)}月${Number(d)}日`
    })
    .replace(/日\s*(?=\d)/g, '日 ')
}

function daysExist(value: string): boolean {
  return [...value.matchAll(/(\d{4})年(\d{1,2})月(\d{1,2})日/g)].every(
    ([, year, month = '', day = '']) =>
      z.iso.date().safeParse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`).success,
  )
}

function points(value: string): number {
  return Array.from(value).length
}

function digits(value: string): number {
  return value.replace(/\D/g, '').length
}
