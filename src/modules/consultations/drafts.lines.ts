/** One line of a draft after normalisation: never empty, no space at the ends, runs of white space made one space. */
export interface DraftLine {
  text: string
  /** 1-based line number in what was handed in, for warnings */
  at: number
  /** 1–6 when the line was a Markdown heading, else 0 */
  level: number
}

/**
 * The whole of what importing may change in a text: line ends become LF, blank lines go, white space at the
 * ends of a line goes, runs of white space (space, tab, U+00A0, U+3000 …) become one space, and characters
 * without width (BOM, U+200B–U+200D, U+2060) go. Nothing else is touched.
 */
export function textLines(source: string): DraftLine[] {
  return split(source).flatMap((raw, index) => {
    const text = tidy(raw)
    return text ? [{ text, at: index + 1, level: 0 }] : []
  })
}

/** As textLines, and also removes HTML comments and the heading marks # … ###### at the start of a line. */
export function markdownLines(source: string): DraftLine[] {
  return split(withoutComments(source)).flatMap((raw, index) => {
    const text = tidy(raw)
    const mark = /^#{1,6}(?=[ 第]|$)/.exec(text)?.[0] ?? ''
    const rest = text.slice(mark.length).trim()
    return rest ? [{ text: rest, at: index + 1, level: mark.length }] : []
  })
}

/** True when a line ends as a sentence, an item or a lead-in ends; false suggests a line broken in the middle. */
export const finished = (text: string): boolean => /[。；：！？…”’）)》】;:!?.]$/.test(text)

const split = (source: string): string[] => source.split(/\r\n|[\n\r\v\f\u2028\u2029]/)

const tidy = (raw: string): string =>
  raw
    .replace(/\uFEFF|\u200B|\u200C|\u200D|\u2060/g, '')
    .replace(/\s+/g, ' ')
    .trim()

/** Keeps the line breaks inside a comment, so that line numbers stay true. A comment never closed stays as text. */
function withoutComments(source: string): string {
  let out = ''
  let from = 0
  for (;;) {
    const open = source.indexOf('<!--', from)
    const close = open < 0 ? -1 : source.indexOf('-->', open + 4)
    if (close < 0) return out + source.slice(from)
    const breaks = source.slice(open, close).replace(/[^\n]/g, '')
    out += source.slice(from, open) + breaks
    from = close + 3
  }
}
