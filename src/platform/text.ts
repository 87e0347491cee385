import { z } from 'zod'
import { countClusters, cutClusters } from './text.graphemes'

export { findPersonal, maskIdNumber, maskPersonal, maskPhone, type PersonalFinding } from './text.personal'

/** Outcome of the text policy: the text to store, or a Chinese sentence saying why it is refused. */
export type CleanText = { ok: true; text: string } | { ok: false; reason: string }

/** ASCII, Han and the usual Chinese punctuation: already clean, already NFC, one grapheme per unit. */
const PLAIN = /^[\n\t\x20-\x7e·‐-‧\u3000-\u3029\u4e00-\u9fff\uff01-\uff60]*$/
const LONE_SURROGATE = /\p{Surrogate}/u
const LINE_BREAK = /\r\n?|[\u2028\u2029]/g
/** Emoji in which joiners, selectors and tags mean something: subdivision flags, ZWJ sequences, keycaps. */
const EMOJI =
  '\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{3,6}\\u{E007F}' +
  '|\\p{ExtPict}(?:[\\uFE0E\\uFE0F]|\\p{EMod})?(?:\\u200D\\p{ExtPict}(?:[\\uFE0E\\uFE0F]|\\p{EMod})?)*' +
  '|[0-9#*]\\uFE0F\\u20E3'
/** Zero-width, bidi, tags, stray selectors (all default-ignorable), controls, annotations, noncharacters. */
const INVISIBLE = '(?:(?![\\n\\t])[\\p{Cc}\\p{DI}\\uFFF9-\\uFFFB\\p{Noncharacter_Code_Point}])+'
const POLICY = new RegExp(`(${EMOJI})|${INVISIBLE}`, 'gu')
const MARKS = /\p{M}+/gu
/** No living orthography stacks more; unbounded stacks hide neighbouring lines and make NFC quadratic. */
const MAX_MARKS = 8

/**
 * Applies the text policy to what a person typed: NFC, line ends as \n, invisible and direction-changing
 * characters removed, emoji kept whole. NUL and lone surrogates are refused, because SQLite and MariaDB
 * would store different things for them. Idempotent and linear in the length of the text.
 */
export function cleanText(raw: string): CleanText {
  if (PLAIN.test(raw)) return { ok: true, text: raw }
  if (raw.includes('\0')) return { ok: false, reason: '内容含有无法保存的空字符，请删除后重新提交' }
  if (LONE_SURROGATE.test(raw)) return { ok: false, reason: '内容含有残缺的字符，请重新输入后提交' }
  const composed = strip(raw.replace(LINE_BREAK, '\n')).normalize('NFC')
  // Composition may dissolve an emoji (↔ + U+0338 becomes ↮) and so strand its joiner: strip again.
  return { ok: true, text: strip(composed) }
}

/** Number of user-perceived characters (UAX #29 extended grapheme clusters): what residents call 字. */
export function graphemes(text: string): number {
  return PLAIN.test(text) ? text.length : countClusters(text)
}

/** The first `n` graphemes of the text; never cuts an emoji or an accented letter in two. */
export function cutGraphemes(text: string, n: number): string {
  if (n <= 0) return ''
  if (text.length <= n) return text
  return PLAIN.test(text) ? text.slice(0, n) : cutClusters(text, n)
}

/** UTF-16 units a text of `max` graphemes may take: room for family emoji, none for endless clusters. */
export function unitsFor(max: number): number {
  return max * 12 + 32
}

/** `min` (default 1) and `max` in graphemes; `multiline` keeps line breaks, otherwise they become a space. */
export type TextLimits = { min?: number; max: number; multiline?: boolean }

/** Schema for one text field: cleans, trims, then checks the length. Its output is what gets stored. */
export function text(limits: TextLimits): z.ZodString {
  const { min = 1, max, multiline = false } = limits
  const message = (issue: { input: unknown }) => (issue.input === undefined ? '请填写此项' : '此项应为文字')
  return z
    .string({ error: message })
    .check((field) => {
      const cleaned = cleanText(field.value)
      const refuse = (why: string) => field.issues.push({ code: 'custom', message: why, input: field.value })
      if (!cleaned.ok) {
        refuse(cleaned.reason)
        return
      }
      const value = trimBlank(multiline ? cleaned.text : oneLine(cleaned.text))
      const problem = lengthProblem(value, min, max)
      if (problem) refuse(problem)
      else field.value = value
    })
    .meta({ description: min > 0 ? `${min}–${max} 个字` : `不超过 ${max} 个字` })
}

function lengthProblem(value: string, min: number, max: number): string | undefined {
  if (value === '') return min > 0 ? '不能为空' : undefined
  if (value.length > unitsFor(max)) return `不能超过 ${max} 个字`
  // A grapheme takes at least one unit, so short texts need no counting.
  if (value.length > max && graphemes(value) > max) return `不能超过 ${max} 个字`
  if (min > 1 && graphemes(value) < min) return `不能少于 ${min} 个字`
  return undefined
}

function strip(value: string): string {
  return value
    .replace(POLICY, (_, emoji: string | undefined) => emoji ?? '')
    .replace(MARKS, (run) => (run.length <= MAX_MARKS ? run : [...run].slice(0, MAX_MARKS).join('')))
}

function oneLine(value: string): string {
  return value.replace(/[ \t\n]+/g, (gap) => (/[\t\n]/.test(gap) ? ' ' : gap))
}

/** Like trim(), but the blank Braille cell, a favourite for nameless names, counts as nothing too. */
function trimBlank(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isBlank(value, start)) start++
  while (end > start && isBlank(value, end - 1)) end--
  return value.slice(start, end)
}

function isBlank(value: string, at: number): boolean {
  return value[at] === '\u2800' || value.charAt(at).trim() === ''
}

/** A title within double quotation marks; those it has itself become single ones (GB/T 15834). */
export const quoted = (text: string): string => `“${text.replaceAll('“', '‘').replaceAll('”', '’')}”`
