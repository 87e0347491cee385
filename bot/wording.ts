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

const MORE = '回复“更多”看后面的'
/** Room for the sentence about pages and the line ends. */
const ROOM = 30

export interface PageOfLines {
  text: string
  /** The page shown, from 0: behind the last one comes the first. */
  page: number
}

/** Numbered lines between a head and a foot, on as many pages as they need. */
export function numbered(head: string, lines: readonly string[], foot: string, wanted: number): PageOfLines {
  const written = lines.map((line, i) => `${i + 1}. ${short(line, 60)}`)
  const fixed = (part: (text: string) => number) => part(head) + part(foot)
  const characters = MOST_CHARACTERS - ROOM - fixed(graphemes)
  const bytes = MOST_BYTES - ROOM * 3 - fixed(Buffer.byteLength)
  const pages: string[][] = [[]]
  let left = { characters, bytes }
  for (const line of written) {
    const size = { characters: graphemes(line) + 1, bytes: Buffer.byteLength(line) + 1 }
    const last = pages.at(-1) as string[]
    if (last.length > 0 && (size.characters > left.characters || size.bytes > left.bytes)) {
      pages.push([line])
      left = { characters, bytes }
    } else last.push(line)
    left = { characters: left.characters - size.characters, bytes: left.bytes - size.bytes }
  }
  const page = wanted % pages.length
  const more = pages.length > 1 ? `（第${page + 1}/${pages.length}页，${MORE}）` : ''
  return { text: [head, ...(pages[page] as string[]), more, foot].filter((l) => l !== '').join('\n'), page }
}

/** 9分5秒, never less than nothing. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const minutes = Math.floor(seconds / 60)
  return minutes > 0 ? `${minutes}分${seconds % 60}秒` : `${seconds}秒`
}
