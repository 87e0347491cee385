import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** A page or component as it was built. */
export interface Built {
  wxml: string
  script: string
  /** Its own components by tag, each with its script. */
  components: Record<string, string>
}
type Element = Record<string, unknown> & { ':@'?: Record<string, string | true> }

/** What WeChat's own tags take besides what all of them do; only those in use. */
const own: Record<string, { attributes?: string[]; events?: string[] }> = {
  view: { attributes: ['hover-class'] },
  block: {},
  text: { attributes: ['selectable', 'user-select', 'space', 'decode'] },
  'rich-text': { attributes: ['nodes', 'space', 'user-select'] },
  image: { attributes: ['src', 'mode', 'lazy-load'], events: ['load', 'error'] },
  label: { attributes: ['for'] },
  button: { attributes: ['disabled', 'hover-class', 'open-type', 'type', 'loading'] },
  input: {
    attributes: ['value', 'type', 'maxlength', 'placeholder', 'disabled', 'focus', 'confirm-type', 'cursor'],
    events: ['input', 'confirm', 'focus', 'blur'],
  },
  textarea: {
    attributes: ['value', 'maxlength', 'placeholder', 'disabled', 'focus', 'auto-height', 'cursor'],
    events: ['input', 'confirm', 'focus', 'blur', 'linechange'],
  },
  'scroll-view': { attributes: ['scroll-x', 'scroll-y', 'scroll-into-view'], events: ['scroll'] },
  slot: { attributes: ['name'] },
}
const everywhere = new Set(['id', 'class', 'style', 'hidden', 'slot'])
const touches = new Set(['tap', 'longpress', 'touchstart', 'touchmove', 'touchend', 'touchcancel'])
/** https://developers.weixin.qq.com/miniprogram/dev/component/aria-component.html */
const aria = new Set(
  'role label hidden checked disabled expanded selected pressed invalid live modal labelledby describedby'
    .split(' ')
    .map((name) => `aria-${name}`),
)
const directives = new Set(
  ['if', 'elif', 'else', 'for', 'for-item', 'for-index', 'key'].map((d) => `wx:${d}`),
)
/** What uni-app hands its components. */
const handed = /^(u-[sipr]|virtualHost(Class|Style|Hidden|Id))$/
/** `r0` stands in the data of every component of uni-app, and is true. */
const words = new Set(['true', 'false', 'null', 'undefined', 'r0'])

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  allowBooleanAttributes: true,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
})

/** @returns what is wrong with it, in words; nothing where all is well */
export function faultsOf({ wxml, script, components }: Built): string[] {
  const whole = `<page>${wxml}</page>`
  const valid = XMLValidator.validate(whole, { allowBooleanAttributes: true })
  if (valid !== true) return [`not well-formed: ${valid.err.msg}`]
  const faults: string[] = []
  const given = (name: string) => new RegExp(`[{,]${name}:`).test(script)

  function look(expression: string, scope: ReadonlySet<string>, where: string): void {
    const opened = expression.split('{{').length
    if (opened !== expression.split('}}').length)
      faults.push(`${where}: braces do not match in ${expression}`)
    for (const [, inside = ''] of expression.matchAll(/{{(.*?)}}/gs)) {
      const bare = inside.replace(/'[^']*'|"[^"]*"/g, '')
      for (const [name] of bare.matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*/g))
        if (!words.has(name) && !scope.has(name) && !name.startsWith('virtualHost') && !given(name))
          faults.push(`${where}: {{${name}}} is given by nobody`)
    }
  }

  function event(tag: string, name: string, value: string | true): void {
    const emitter = components[tag]
    if (name === '__l') {
      if (value !== '__l') faults.push(`<${tag}> links to ${value}`)
      return
    }
    if (!/^{{[\w.]+}}$/.test(String(value))) faults.push(`<${tag}> on ${name}: no handler in ${value}`)
    if (emitter !== undefined) {
      const emits = /emits:\[([^\]]*)\]/.exec(emitter)?.[1] ?? ''
      const known = [...emits.matchAll(/"([^"]+)"/g)].map(([, e = '']) =>
        e.replace(/:(\w)/, (_, c) => c.toUpperCase()),
      )
      if (!known.includes(name)) faults.push(`<${tag}> never says ${name}`)
    } else if (!touches.has(name) && !own[tag]?.events?.includes(name))
      faults.push(`<${tag}> knows no event ${name}`)
  }

  function walk(siblings: Element[], scope: ReadonlySet<string>): void {
    let before: Set<string> | null = null
    for (const element of siblings) {
      const tag = Object.keys(element).find((key) => key !== ':@') ?? ''
      if (tag === '#text') {
        look(String(element[tag]), scope, 'text')
        if (String(element[tag]).trim() !== '') before = null
        continue
      }
      const attributes = element[':@'] ?? {}
      const names = new Set(Object.keys(attributes))
      if (own[tag] === undefined && components[tag] === undefined) faults.push(`<${tag}> is unknown`)
      const isBranch = names.has('wx:elif') || names.has('wx:else')
      if (isBranch && !before?.has('wx:if') && !before?.has('wx:elif'))
        faults.push(`<${tag}> is another branch of nothing`)
      if (names.has('wx:for') && !names.has('wx:key')) faults.push(`<${tag}> is repeated without a key`)
      const item = String(attributes['wx:for-item'] ?? 'item')
      const inner = names.has('wx:for') ? new Set([...scope, item, 'index']) : scope
      for (const [name, value] of Object.entries(attributes)) {
        const bound = /^(?:capture-)?(?:mut-)?(?:bind|catch):?(\w+)$/.exec(name)?.[1]
        const isKnown =
          bound !== undefined ||
          directives.has(name) ||
          everywhere.has(name) ||
          (components[tag] !== undefined ? handed.test(name) : own[tag]?.attributes?.includes(name)) ||
          (components[tag] === undefined && (aria.has(name) || name.startsWith('data-')))
        if (!isKnown) faults.push(`<${tag}> knows no ${name}`)
        if (bound !== undefined) event(tag, bound, value)
        // A key names a field of what is repeated.
        if (typeof value === 'string' && name !== 'wx:key') look(value, inner, `<${tag} ${name}>`)
      }
      walk(element[tag] as Element[], inner)
      before = names
    }
  }
  const [page] = parser.parse(whole) as Element[]
  walk((page?.page ?? []) as Element[], new Set())
  return faults
}
