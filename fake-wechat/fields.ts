import { Refusal } from './refusal'
import type { Template } from './types'

const DAY = String.raw`\d{4}年(?:1[0-2]|0?[1-9])月(?:3[01]|[12]\d|0?[1-9])日`
const HOUR = String.raw`(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d)?`
const range = (point: string) => new RegExp(`^${point}(?:~${point})?$`)
const TIME = range(`(?:${DAY} )?${HOUR}`)
const DATE = range(`${DAY}(?: ${HOUR})?`)
const HAN = /\p{Script=Han}/u

const atMost = (value: string, characters: number) =>
  value.length <= characters || [...value].length <= characters

/** Lengths are in characters (code points), as the table of field kinds in WeChat's documents has them. */
const rules: Record<string, (value: string) => boolean> = {
  thing: (v) => atMost(v, 20),
  number: (v) => /^-?\d+(?:\.\d+)?$/.test(v) && v.replace(/\D/g, '').length <= 32,
  letter: (v) => /^[A-Za-z]{1,32}$/.test(v),
  symbol: (v) => atMost(v, 5) && /^[\p{P}\p{S}]+$/u.test(v),
  character_string: (v) => /^[!-~]{1,32}$/.test(v),
  time: (v) => TIME.test(v) && daysExist(v),
  date: (v) => DATE.test(v) && daysExist(v),
  amount: (v) => /^[¥￥$€£]?\d{1,10}(?:\.\d+)?元?$/u.test(v),
  phone_number: (v) => /^[\d+\-() ]{1,17}$/.test(v) && /\d/.test(v),
  car_number: (v) =>
    atMost(v, 8) && /^[\p{Script=Han}A-Za-z\d][A-Za-z\d]*[\p{Script=Han}A-Za-z\d]?$/u.test(v),
  name: (v) => atMost(v, HAN.test(v) ? 10 : 20) && !/\d/.test(v),
  phrase: (v) => atMost(v, 5) && /^\p{Script=Han}+$/u.test(v),
}

/** 2月30日 has the right form and is no day. */
function daysExist(value: string): boolean {
  return [...value.matchAll(/(\d{4})年(\d+)月(\d+)日/g)].every(
    ([, year, month, day]) => Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate(),
  )
}

const CONTROL = /\p{Cc}/u

/** @throws Refusal 47003 naming the first field that breaks a rule */
export function checkFields(data: unknown, template: Template | undefined): Record<string, string> {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) throw new Refusal(47003, 'data')
  const given = data as Record<string, unknown>
  const declared = template?.fields
  const wanted = declared && (Array.isArray(declared) ? declared : Object.keys(declared))
  const values: Record<string, string> = {}
  if (wanted) for (const key of wanted) if (!(key in given)) throw fault(key, 'is empty')
  for (const key in given) {
    if (wanted && !wanted.includes(key)) throw fault(key, 'invalid')
    const value = (given[key] as { value?: unknown } | null)?.value
    if (typeof value !== 'string') throw fault(key, 'invalid')
    if (value.trim() === '') throw fault(key, 'is empty')
    if (!fits(key, value, declared)) throw fault(key, 'invalid')
    values[key] = value
  }
  return values
}

function fits(key: string, value: string, declared: Template['fields']): boolean {
  const kind = key.replace(/\d+$/, '')
  if (CONTROL.test(value)) return false
  if (kind !== 'enum') return rules[kind]?.(value) ?? false
  const allowed =
    declared && !Array.isArray(declared) ? (declared as Record<string, readonly string[] | null>)[key] : null
  return allowed?.includes(value) ?? true
}

export const fault = (key: string, what: string) => new Refusal(47003, `data.${key}.value ${what}`)

const REMOVED = new Set(['first', 'remark'])

/** 服务号 templates since 2023-05-04: no first line, no remark, no newline, 20 characters; cut, not refused. */
export function cutFields(data: unknown): Record<string, string> {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) throw new Refusal(47003, 'data')
  const shown: Record<string, string> = {}
  for (const [key, field] of Object.entries(data as Record<string, { value?: unknown } | null>)) {
    if (typeof field?.value !== 'string') throw fault(key, 'invalid')
    if (!REMOVED.has(key))
      shown[key] = [...field.value.replace(/\s*[\r\n]+\s*/g, ' ').replace(/\p{Extended_Pictographic}/gu, '')]
        .slice(0, 20)
        .join('')
  }
  return shown
}
