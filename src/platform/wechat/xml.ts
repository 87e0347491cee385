import { XMLParser } from 'fast-xml-parser'

/** What was pushed is not XML of WeChat's kind; the message says which rule it breaks and repeats nothing of it. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused'
}

/** Longest document that is read, in bytes of UTF-8. */
export const XML_LIMIT = 64 * 1024
/** Elements within elements, the root counted. */
export const XML_DEPTH = 16

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  // MsgId exceeds 2^53: every value stays the text it was.
  parseTagValue: false,
  processEntities: false,
  // What a resident typed is kept as typed, spaces at the ends too.
  trimValues: false,
  maxNestedTags: XML_DEPTH,
  isArray: (name) => name === 'List' || name === 'item',
  onDangerousProperty: () => {
    throw new XmlRefused('a name that may not be used')
  },
})

/**
 * The fields inside the root element `<xml>` (the root itself is left out): texts as strings, elements within
 * as objects, `List` and `item` always as arrays. Entities outside CDATA are not decoded.
 * @throws XmlRefused: over 64 KiB, deeper than 16, DOCTYPE, comments, other roots, a field given twice, malformed
 */
export function parseXml(source: string): Record<string, unknown> {
  if (Buffer.byteLength(source) > XML_LIMIT) throw new XmlRefused('too long')
  checkMarkup(source)
  let parsed: unknown
  try {
    parsed = parser.parse(source, true)
  } catch {
    throw new XmlRefused('malformed')
  }
  const root = isFields(parsed) ? parsed.xml : undefined
  if (root === '') return {}
  if (!isFields(root)) throw new XmlRefused('no root element xml')
  for (const [name, value] of Object.entries(root)) {
    if (Array.isArray(value) && (value.length > 1 || name === 'xml'))
      throw new XmlRefused('a field given twice')
  }
  return withoutGaps(root)
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Line breaks between elements are not a field. */
function withoutGaps(fields: Record<string, unknown>): Record<string, unknown> {
  const clean = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(clean) : isFields(value) ? withoutGaps(value) : value
  const kept = Object.entries(fields).filter(([name]) => name !== '#text')
  return Object.fromEntries(kept.map(([name, value]) => [name, clean(value)]))
}

const TAG = /^<\/?[A-Za-z_][\w.-]*\s*\/?>$/

/**
 * One pass over the markup, blind to what stands in CDATA (a resident may well write “<!DOCTYPE”): the parser is
 * only shown documents without declarations, comments and instructions, and never deeper than the limit.
 */
function checkMarkup(source: string): void {
  let depth = 0
  let at = source.indexOf('<')
  while (at >= 0) {
    let end: number
    if (source.startsWith('<![CDATA[', at)) {
      end = source.indexOf(']]>', at + 9) + 2
      if (end < 2) throw new XmlRefused('malformed')
    } else {
      end = source.indexOf('>', at)
      if (end < 0) throw new XmlRefused('malformed')
      const tag = source.slice(at, end + 1)
      if (tag.startsWith('<!')) throw new XmlRefused('a declaration or a comment')
      if (tag.startsWith('<?')) {
        if (at > 0 || !tag.startsWith('<?xml ')) throw new XmlRefused('an instruction')
        // WeChat writes no attributes; a quoted > in one would let scanner and parser disagree.
      } else if (!TAG.test(tag)) throw new XmlRefused('malformed')
      else if (tag.startsWith('</')) depth -= 1
      else if (!tag.endsWith('/>')) depth += 1
      if (depth < 0) throw new XmlRefused('malformed')
      if (depth > XML_DEPTH) throw new XmlRefused('too deep')
    }
    at = source.indexOf('<', end)
  }
}

/** What XML 1.0 cannot hold at all; a reader would refuse the whole reply for one of them. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** The text as CDATA: whatever it holds, `]]>` too, it reads back as itself (less what XML 1.0 forbids). */
export function cdata(text: string): string {
  return `<![CDATA[${text.replace(FORBIDDEN, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

/** `<xml>` with the fields in their order: texts as CDATA, numbers bare, fields within as elements. */
export function xmlOf(fields: XmlFields): string {
  return `<xml>${inner(fields)}</xml>`
}

export interface XmlFields {
  readonly [name: string]: string | number | XmlFields | readonly XmlFields[]
}

function inner(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      const contents = Array.isArray(value) ? value : [value]
      return contents.map((content) => `<${name}>${written(content)}</${name}>`).join('')
    })
    .join('')
}

function written(value: string | number | XmlFields): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? cdata(value) : inner(value)
}

/** A passive text reply, to be sealed; `from` is the account's own name as the push addressed it, `at` epoch ms. */
export function replyXml(reply: { to: string; from: string; at: number; text: string }): string {
  return xmlOf({
    ToUserName: reply.to,
    FromUserName: reply.from,
    CreateTime: Math.floor(reply.at / 1000),
    MsgType: 'text',
    Content: reply.text,
  })
}

/** A sealed reply as 安全模式 wants it on the wire. */
export function envelopeXml(sealed: {
  encrypted: string
  signature: string
  timestamp: string
  nonce: string
}): string {
  return xmlOf({
    Encrypt: sealed.encrypted,
    MsgSignature: sealed.signature,
    TimeStamp: Number(sealed.timestamp),
    Nonce: sealed.nonce,
  })
}
