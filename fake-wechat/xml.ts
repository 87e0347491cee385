type Value =
  | string
  | number
  | bigint
  | undefined
  | readonly Record<string, string>[]
  | { [name: string]: Value }

const cdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

function element(name: string, value: Value): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`
  if (typeof value !== 'object') return `<${name}>${value}</${name}>`
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('')
  return `<${name}>${children(value as Record<string, Value>)}</${name}>`
}

const children = (fields: Record<string, Value>) =>
  Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('\n')

/** As WeChat writes it: text in CDATA, numbers bare, lists as repeated elements. */
export function writeXml(fields: Record<string, Value>): string {
  return `<xml>${children(fields)}</xml>`
}

/** Text of the first element of this name, CDATA joined and entities undone; undefined where there is none. */
export function readElement(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`)
  if (start < 0) return undefined
  let at = start + name.length + 2
  let text = ''
  while (at < xml.length) {
    if (xml.startsWith('<![CDATA[', at)) {
      const end = xml.indexOf(']]>', at)
      if (end < 0) return undefined
      text += xml.slice(at + 9, end)
      at = end + 3
    } else if (xml.startsWith(`</${name}>`, at)) return text
    else {
      const next = xml.indexOf('<', at + 1)
      if (next < 0) return undefined
      text += withoutEntities(xml.slice(at, next))
      at = next
    }
  }
  return undefined
}

/** Contents of every element of this name, unread. */
export function readAll(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map((m) => m[1] ?? '')
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function withoutEntities(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
}
