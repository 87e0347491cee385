/** What a transform of Vue's compiler sees of an element. */
interface Node {
  type: number
  tag: string
  tagType: number
  props: { type: number; name: string; arg?: { content: string }; value?: { content: string } }[]
}
const ELEMENT = 1
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

/** The mini-program: WeChat's names for what a browser calls role, and text within a line. Headings become views. */
export function weixinTags(node: Node): void {
  if (node.type !== ELEMENT) return
  if (node.tag === 'span') node.tag = 'text'
  node.props = node.props.filter(({ type, name }) => !(type === ATTRIBUTE && name === 'tabindex'))
  for (const prop of node.props) {
    if (prop.type === ATTRIBUTE && prop.name === 'role') prop.name = 'aria-role'
    else if (prop.arg?.content === 'role') prop.arg.content = 'aria-role'
  }
  if (/^h[1-6]$/.test(node.tag) && !node.props.some(({ name }) => name === 'aria-role'))
    node.props.push({ ...attribute('aria-role', 'heading'), loc: undefined } as never)
}

const attribute = (name: string, content: string) => ({
  type: ATTRIBUTE,
  name,
  value: { type: 2, content },
})
