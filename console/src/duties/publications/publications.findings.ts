import type { Finding } from './publications.words'

export interface Mark {
  start: number
  end: number
  severity: Finding['severity']
  message: string
}

/** Where findings stand in a text that has gone on since they were looked for; what was touched is left out. */
export function moved(findings: readonly Finding[], looked: string, now: string): Mark[] {
  const [from, to] = [looked.length, now.length]
  const shorter = Math.min(from, to)
  let head = 0
  while (head < shorter && looked[head] === now[head]) head++
  let tail = 0
  while (tail < shorter - head && looked[from - 1 - tail] === now[to - 1 - tail]) tail++
  return findings.flatMap(({ start, end, severity, message }) => {
    if (start === undefined || end === undefined) return []
    if (end <= head) return [{ start, end, severity, message }]
    if (start < from - tail) return looked === now ? [{ start, end, severity, message }] : []
    return [{ start: start + to - from, end: end + to - from, severity, message }]
  })
}

export interface Piece {
  text: string
  mark?: Mark
}

/** The text cut at its marks; where marks overlap the graver one shows. */
export function pieces(text: string, marks: readonly Mark[]): Piece[] {
  const edges = [...new Set([0, text.length, ...marks.flatMap((m) => [m.start, m.end])])]
    .filter((at) => at >= 0 && at <= text.length)
    .sort((a, b) => a - b)
  return edges.slice(1).map((end, i) => {
    const start = edges[i] ?? 0
    const over = marks.filter((m) => m.start <= start && m.end >= end)
    const mark = over.find((m) => m.severity === 'blocking') ?? over[0]
    return mark ? { text: text.slice(start, end), mark } : { text: text.slice(start, end) }
  })
}
