import { computed, defineComponent, h, type VNode } from 'vue'

/**
 * HTML that the service has sanitised (an article, a clause), shown without `v-html`: it is parsed where nothing runs,
 * and of what was parsed only elements and attributes named here are made anew. Styles and handlers cannot come along.
 *
 * Everything else that people wrote is text: `{{ }}` and nothing else.
 */
const elements = new Set(
  (
    'p br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong b i u s del ins sub sup ' +
    'table caption thead tbody tfoot tr th td a img figure figcaption span div mark'
  ).split(' '),
)
/** What goes with everything in it. */
const dropped = new Set([
  'script',
  'style',
  'template',
  'iframe',
  'object',
  'embed',
  'svg',
  'math',
  'noscript',
])
const spans = new Set(['colspan', 'rowspan', 'start'])

const ownImage = /^(\/(?!\/)|data:image\/(png|jpeg|gif|webp);base64,)/i
const link = /^(https?:|mailto:|tel:|\/(?!\/)|#)/i

function attributesOf(element: Element): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const { name, value } of element.attributes) {
    if (spans.has(name) && /^\d{1,3}$/.test(value)) kept[name] = value
    if (name === 'scope' && /^(row|col)$/.test(value)) kept[name] = value
    if (name === 'alt' || name === 'title') kept[name] = value
    if (name === 'src' && element.localName === 'img' && ownImage.test(value.trim())) kept.src = value.trim()
    if (name === 'href' && element.localName === 'a' && link.test(value.trim()))
      Object.assign(kept, { href: value.trim(), target: '_blank', rel: 'noopener noreferrer' })
  }
  if (element.localName === 'img') kept.alt ??= ''
  return kept
}

function made(node: Node): (VNode | string)[] {
  if (node.nodeType === 3) return [node.nodeValue ?? '']
  if (node.nodeType !== 1) return []
  const element = node as Element
  if (dropped.has(element.localName)) return []
  const inside = [...element.childNodes].flatMap(made)
  if (!elements.has(element.localName)) return inside
  return [h(element.localName, attributesOf(element), inside)]
}

export const ShownHtml = defineComponent({
  props: { html: { type: String, required: true } },
  setup(props) {
    const parsed = computed(() => new DOMParser().parseFromString(props.html, 'text/html').body)
    return () => h('div', { class: 'shown-html' }, [...parsed.value.childNodes].flatMap(made))
  },
})
