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
 * The mini-program: WeChat's names for what a browser calls role. uni-app has made a view of each heading and a label of
 * each span by now: a heading stays one for screen readers, and text within a line becomes text.
 */
export function weixinTags(node: Node): void {
  if (node.type !== ELEMENT) return
  const written = /^<([\w-]+)/.exec(node.loc.source)?.[1] ?? ''
  if (written === 'span') node.tag = 'text'
  node.props = node.props.filter(({ type, name }) => !(type === ATTRIBUTE && name === 'tabindex'))
  for (const prop of node.props) {
    if (prop.type === ATTRIBUTE && prop.name === 'role') prop.name = 'aria-role'
    else if (prop.arg?.content === 'role') prop.arg.content = 'aria-role'
  }
  if (/^h[1-6]$/.test(written))
    node.props.push({ type: ATTRIBUTE, name: 'aria-role', value: { type: TEXT, content: 'heading' } })
}
