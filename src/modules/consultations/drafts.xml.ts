/** An XML tag: its name without the slash, whether it closes or is empty, its attributes as text, where it stands. */
export interface Tag {
  name: string
  closes: boolean
  empty: boolean
  body: string
  end: number
}

/** Every tag of the WordprocessingML prefix, in order; one pass with indexOf, so the time is linear. */
export function* tags(xml: string): Generator<Tag> {
  let at = 0
  for (;;) {
    const open = xml.indexOf('<', at)
    const close = open < 0 ? -1 : xml.indexOf('>', open)
    if (close < 0) return
    at = close + 1
    const closes = xml[open + 1] === '/'
    const from = open + (closes ? 2 : 1)
    if (!xml.startsWith('w:', from)) continue
    const body = xml.slice(from, close)
    const empty = body.endsWith('/')
    yield { name: /^w:\w*/.exec(body)![0], closes, empty, body, end: at }
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
export const attribute = (tag: Tag, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`)
    .exec(tag.body)?.[1]
    ?.replace(/&(amp|lt|gt|quot|apos);/g, (_, key) => entities[key]!)
export const value = (tag: Tag): string => attribute(tag, 'w:val') ?? ''
