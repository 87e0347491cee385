/** What a transform of Vue's compiler sees of an element. */
interface Node {
  type: number
  tag: string
  tagType: number
  props: {
    type: number
    name: string
    arg?: { content: string }
    value?: { type: number; content: string }
  }[]
  /** The element as it was written. */
  loc: { source: string }
}
const ELEMENT = 1
const TEXT = 2
const ATTRIBUTE = 6
/** Of a browser alone: what they are for has no counterpart in WeChat, or another name there. */
const browserOnly = new Set(['tabindex', 'enterkeyhint'])
const keyboard = new Set(['keydown', 'keyup'])
/** What a browser's attribute is called in WeChat; behind a question nothing can be reached there either. */
const names: Record<string, string> = { role: 'aria-role', alt: 'aria-label', inert: 'aria-hidden' }
const kept = new Set(['button', 'input', 'textarea', 'label', 'form', 'image'].map((tag) => `v-uni-${tag}`))

/**
 * Pages of the web: real buttons, fields and labels of the browser instead of uni-app's imitations, so that keyboards
 * and screen readers know them. On the way out, as uni-app has renamed them on the way in.
 */
export function nativeTags(node: Node): (() => void) | undefined {
  if (node.type !== ELEMENT) return undefined
  return () => {
    if (!kept.has(node.tag)) return
    node.tag = node.tag.slice('v-uni-'.length)
    node.tagType = 0
  }
}

/**
 * The mini-program: WeChat's names for what a browser calls otherwise, and nothing it does not know. uni-app has made a
 * view of each heading and a label of each span by now: a heading stays one for screen readers, and text within a line
 * becomes text.
 */
export function weixinTags(node: Node): void {
  if (node.type !== ELEMENT) return
  const written = /^<([\w-]+)/.exec(node.loc.source)?.[1] ?? ''
  if (written === 'span') node.tag = 'text'
  const isComponent = /^[A-Z]/.test(written)
  node.props = node.props.filter(({ type, name, arg }) => {
    const bound = arg?.content ?? ''
    if (type !== ATTRIBUTE) return !(name === 'on' && keyboard.has(bound)) && !browserOnly.has(bound)
    // A component is found by its ref; a tag has nothing to focus.
    return !browserOnly.has(name) && !(name === 'ref' && !isComponent)
  })
  if (!isComponent) for (const prop of node.props) rename(prop)
  if (/^h[1-6]$/.test(written))
    node.props.push({ type: ATTRIBUTE, name: 'aria-role', value: { type: TEXT, content: 'heading' } })
}

function rename(prop: Node['props'][number]): void {
  if (prop.type === ATTRIBUTE) {
    // A picture that says nothing.
    if (prop.name === 'alt' && !prop.value?.content)
      Object.assign(prop, { name: 'aria-hidden', value: { type: TEXT, content: 'true' } })
    else prop.name = names[prop.name] ?? prop.name
  } else if (prop.arg) prop.arg.content = names[prop.arg.content] ?? prop.arg.content
}
