import { cutGraphemes, graphemes } from '../src/platform/text'

/** What one reply may hold: WeChat cuts at 2,048 bytes. */
export const MOST_CHARACTERS = 600
export const MOST_BYTES = 2_000

/** A reply as it may be sent: what is too long ends with an ellipsis. */
export function fitting(reply: string): string {
  const isFine = (text: string) => graphemes(text) <= MOST_CHARACTERS && Buffer.byteLength(text) <= MOST_BYTES
  if (isFine(reply)) return reply
  let most = MOST_CHARACTERS - 1
  while (!isFine(`${cutGraphemes(reply, most)}…`)) most -= 10
  return `${cutGraphemes(reply, most)}…`
}

/** At most `most` characters on one line, with an ellipsis where something was left out. */
export function short(text: string, most: number): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  return graphemes(line) <= most ? line : `${cutGraphemes(line, most - 1)}…`
}

/** Room for the sentence about what is left out, and the line ends. */
const ROOM = 50

export interface NumberedLines {
  text: string
  /** Index of the line that “更多” shows first: behind the last one comes the first. */
  next: number
}

/** Numbered lines between a head and a foot, from one of them on: as many as one reply holds. */
export function numbered(
  head: string,
  lines: readonly string[],
  foot: string,
  wanted: number,
): NumberedLines {
  const from = wanted < lines.length ? wanted : 0
  const shown: string[] = []
  let characters = MOST_CHARACTERS - ROOM - graphemes(head) - graphemes(foot)
  let bytes = MOST_BYTES - ROOM * 3 - Buffer.byteLength(head) - Buffer.byteLength(foot)
  for (const [i, line] of lines.entries()) {
    if (i < from) continue
    const written = `${i + 1}. ${short(line, 60)}`
    characters -= graphemes(written) + 1
    bytes -= Buffer.byteLength(written) + 1
    if (shown.length > 0 && (characters < 0 || bytes < 0)) break
    shown.push(written)
  }
  const to = from + shown.length
  const where = `第${from + 1}到${to}项，共${lines.length}项`
  const isWhole = shown.length === lines.length
  const more = to < lines.length ? '回复“更多”看后面的' : '回复“更多”回到开头'
  const note = isWhole ? [] : [`（${where}，${more}）`]
  return { text: [head, ...shown, ...note, foot].join('\n'), next: to < lines.length ? to : 0 }
}

/** 9分5秒, never less than nothing. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const minutes = Math.floor(seconds / 60)
  return minutes > 0 ? `${minutes}分${seconds % 60}秒` : `${seconds}秒`
}
