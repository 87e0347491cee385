export interface DiffPart {
  op: 'same' | 'removed' | 'added'
  text: string
}

/** Beyond this many edits two texts have little in common: the whole is shown as replaced. */
const MOST_EDITS = 800

const words = new Intl.Segmenter('zh-CN', { granularity: 'word' })
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
/** Line by line, and long lines in pieces: the segmenter takes quadratic time over a long text. */
const wordsOf = (text: string): string[] =>
  linesOf(text)
    .flatMap((line) => line.match(/[^。；]{1,400}[。；]?|[。；]/gu) ?? [])
    .flatMap((piece) => [...words.segment(piece)].map((s) => s.segment))

/**
 * What was taken out and put in, word by word. Lines are compared first, then the words of what differs, so that a
 * moved paragraph does not tear its neighbours apart. `same` + `removed` is the text before, `same` + `added` after.
 */
export function wordDiff(before: string, after: string): DiffPart[] {
  const parts: DiffPart[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    for (const part of editsOf(wordsOf(removed), wordsOf(added))) push(parts, part)
    removed = ''
    added = ''
  }
  for (const { op, text } of editsOf(linesOf(before), linesOf(after))) {
    if (op === 'removed') removed += text
    else if (op === 'added') added += text
    else {
      flush()
      push(parts, { op, text })
    }
  }
  flush()
  return parts
}

function push(parts: DiffPart[], part: DiffPart): void {
  const last = parts.at(-1)
  if (part.text === '') return
  if (last?.op === part.op) last.text += part.text
  else parts.push({ ...part })
}

/** Common ends are set aside before Myers' algorithm looks at what is between them. */
function editsOf(before: readonly string[], after: readonly string[]): DiffPart[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++
  const middle = [before.slice(start, before.length - end), after.slice(start, after.length - end)] as const
  return [
    { op: 'same', text: before.slice(0, start).join('') },
    ...(shortestEdits(...middle) ?? [
      { op: 'removed' as const, text: middle[0].join('') },
      { op: 'added' as const, text: middle[1].join('') },
    ]),
    { op: 'same', text: before.slice(before.length - end).join('') },
  ]
}

/** Myers 1986. Null where there would be too many edits. */
function shortestEdits(before: readonly string[], after: readonly string[]): DiffPart[] | null {
  const limit = Math.min(before.length + after.length, MOST_EDITS)
  const furthest = new Int32Array(2 * limit + 3)
  const trace: Int32Array[] = []
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest.slice(limit + 1 - edits - 1, limit + 1 + edits + 2))
    for (let k = -edits; k <= edits; k += 2) {
      const at = limit + 1 + k
      const down = k === -edits || (k !== edits && (furthest[at - 1] ?? 0) < (furthest[at + 1] ?? 0))
      let x = down ? (furthest[at + 1] ?? 0) : (furthest[at - 1] ?? 0) + 1
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++
      furthest[at] = x
      if (x >= before.length && x - k >= after.length) return traced(before, after, trace)
    }
  }
  return null
}

/** Walks back from the ends; of one place, what was removed is named before what was added. */
function traced(
  before: readonly string[],
  after: readonly string[],
  trace: readonly Int32Array[],
): DiffPart[] {
  const steps: DiffPart[] = []
  let x = before.length
  let y = after.length
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const row = trace[edits] as Int32Array
    const furthest = (k: number) => row[k + edits + 1] ?? 0
    const k = x - y
    const down = k === -edits || (k !== edits && furthest(k - 1) < furthest(k + 1))
    const fromX = furthest(down ? k + 1 : k - 1)
    const cornerX = down ? fromX : fromX + 1
    while (x > cornerX) {
      steps.push({ op: 'same', text: before[--x] ?? '' })
      y--
    }
    if (down) steps.push({ op: 'added', text: after[--y] ?? '' })
    else steps.push({ op: 'removed', text: before[--x] ?? '' })
  }
  while (x > 0) steps.push({ op: 'same', text: before[--x] ?? '' })
  return removedFirst(steps.reverse())
}

function removedFirst(steps: readonly DiffPart[]): DiffPart[] {
  const parts: DiffPart[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    push(parts, { op: 'removed', text: removed })
    push(parts, { op: 'added', text: added })
    removed = ''
    added = ''
  }
  for (const { op, text } of steps) {
    if (op === 'removed') removed += text
    else if (op === 'added') added += text
    else {
      flush()
      push(parts, { op, text })
    }
  }
  flush()
  return parts
}
