import MarkdownIt from 'markdown-it'
import sanitizeHtml from 'sanitize-html'

// linkify stays off: a link is what its author wrote as one. The nesting limit bounds hostile input.
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false, maxNesting: 20 })

type Token = ReturnType<typeof markdown.parse>[number]

const linkSchemes = /^(?:https?:\/\/[^/\\]|mailto:|tel:)/i
const filePath = /^\/files\/[^\\?#]+$/
const imageAddress = /^https:\/\/[^/\\]/i

/** Browsers drop control characters and blanks inside addresses, which is how javascript: hides. */
const hidden = /[\p{Cc}\p{Cf}\s]/u

const isLink = (href: string): boolean => !hidden.test(href) && linkSchemes.test(href)

const leavesFolder = (path: string): boolean => /(?:^|\/)(?:\.|%2e){1,2}(?:\/|%2f|$)/i.test(path)

const isImage = (src: string): boolean =>
  !hidden.test(src) && (imageAddress.test(src) || (filePath.test(src) && !leavesFolder(src)))

/** Everything not named here falls away; its text stays, except inside script-like elements. */
const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'strong', 'em', 'blockquote', 'a', 'img', 'hr', 'br'],
    ...['code', 'pre', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'rel'], img: ['src', 'alt'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https'] },
  allowProtocolRelative: false,
  nestingLimit: 60,
  transformTags: {
    h1: 'h2',
    h5: 'h4',
    h6: 'h4',
    a: (_, { href = '' }) => {
      const attribs: sanitizeHtml.Attributes = { href, rel: 'noopener noreferrer nofollow' }
      return isLink(href) ? { tagName: 'a', attribs } : { tagName: 'span', attribs: {} }
    },
    img: (_, { src = '', alt = '' }) => {
      const attribs: sanitizeHtml.Attributes = { src, alt }
      return { tagName: 'img', attribs: isImage(src) ? attribs : {} }
    },
    ol: (_, { start = '' }) => {
      const attribs: sanitizeHtml.Attributes = { start }
      return { tagName: 'ol', attribs: /^\d{1,4}$/.test(start) ? attribs : {} }
    },
  },
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs.src,
}

/**
 * HTML of a markdown text, safe to place in a page. HTML in the source is shown as text; headings start at h2;
 * links lead to http, https, mailto or tel; images come from `/files/…` or https; nothing carries style or script.
 */
export const renderMarkdown = (source: string): string => sanitizeHtml(markdown.render(source), allowed)

/** Line breaks inside a paragraph are no blanks between Han characters: a word may run across them. */
const joinLines = (text: string): string =>
  text.replace(/(?<=[\p{Script=Han}\p{P}])\n(?=[\p{Script=Han}\p{P}])/gu, '').replace(/\n/g, ' ')

const inlineText = (tokens: readonly Token[]): string =>
  tokens
    .map(({ type, content, children }) => {
      if (type === 'image') return children ? inlineText(children) : content
      if (type === 'softbreak' || type === 'hardbreak') return '\n'
      return type === 'text' || type === 'code_inline' || type === 'text_special' ? content : ''
    })
    .join('')

const blockText = ({ type, content, children }: Token): string => {
  if (type === 'inline') return joinLines(inlineText(children ?? []))
  if (type === 'fence' || type === 'code_block') return content.trimEnd()
  return ''
}

/** The words of a markdown text, one block a line, without marks, addresses or HTML meaning: for search and summaries. */
export const plainText = (source: string): string =>
  markdown.parse(source, {}).map(blockText).filter(Boolean).join('\n').trim()

/** Where the lines of a text begin, its end last. */
const lineStarts = (source: string): number[] => [
  0,
  ...[...source.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length),
]

/** Offsets in the source of the block that shows each place of `plainText`. */
export const plainTextBlocks = (source: string): { until: number; start: number; end: number }[] => {
  const lines = lineStarts(source)
  let block = { start: 0, end: source.length }
  const blocks: { until: number; start: number; end: number }[] = []
  let until = 0
  for (const token of markdown.parse(source, {})) {
    const { map } = token
    if (map) block = { start: lines[map[0]] ?? 0, end: lines[map[1]] ?? source.length }
    const text = blockText(token)
    if (!text) continue
    // The whole text is trimmed: blanks of its first block do not count.
    const shown = blocks.length === 0 ? text.trimStart() : text
    until += shown.length + 1
    blocks.push({ ...block, until })
  }
  return blocks
}

/** A link or image as written, before unsafe addresses fall away. */
export interface MarkdownLink {
  kind: 'link' | 'image'
  /** Text of the link, or the alternative text of the image. */
  text: string
  address: string
  /** False where rendering leaves the address out (relative, or a scheme that is not allowed). */
  kept: boolean
  /** Offsets of the block (paragraph, item, table) that holds it. */
  start: number
  end: number
}

type Written = Omit<MarkdownLink, 'start' | 'end'>

const linksOf = (tokens: readonly Token[]): Written[] => {
  const found: Written[] = []
  let open: Written | undefined
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const address = String(token.attrGet('href') ?? '')
      open = { kind: 'link', text: '', address, kept: isLink(address) }
      found.push(open)
    } else if (token.type === 'link_close') open = undefined
    else if (open) open.text += inlineText([token])
    if (token.type === 'image') {
      const address = String(token.attrGet('src') ?? '')
      found.push({ kind: 'image', text: inlineText([token]), address, kept: isImage(address) })
    }
  }
  return found
}

/** Links and images of a markdown text in their order, code left aside. */
export const markdownLinks = (source: string): MarkdownLink[] => {
  const lines = lineStarts(source)
  let block = { start: 0, end: source.length }
  return markdown.parse(source, {}).flatMap(({ map, children }) => {
    if (map) block = { start: lines[map[0]] ?? 0, end: lines[map[1]] ?? source.length }
    return linksOf(children ?? []).map((link) => ({ ...link, ...block }))
  })
}
