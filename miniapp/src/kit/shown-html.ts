import { computed, defineComponent, h, type VNode } from 'vue'
import { pageOf } from '@/shell/arrive'
import { go } from '@/shell/go'

/**
 * Pages of the web: HTML that the service has sanitised, parsed where nothing runs, of which only what is named here is
 * made anew. Styles and handlers cannot come along. A table may be wider than a phone: it moves by itself.
 */
const elements = new Set(
  'p br hr h2 h3 h4 ul ol li blockquote pre code em strong table thead tbody tr th td a img'.split(' '),
)
const dropped = new Set('script style template iframe object embed svg math noscript'.split(' '))
const ownImage = /^\/(?!\/)/
const link = /^(https?:|mailto:|tel:)/i
const shared = /^\/(publications|consultations|faqs|polls|quizzes)\/\w{26}(#clause-\w+)?$/

function linkTo(href: string): Record<string, unknown> {
  if (href.startsWith(`${location.origin}/`)) {
    const path = href.slice(location.origin.length)
    if (shared.test(path))
      return {
        href: path,
        onClick: (event: Event) => {
          event.preventDefault()
          go(pageOf(path))
        },
      }
  }
  return link.test(href) ? { href, target: '_blank', rel: 'noopener noreferrer' } : {}
}

function attributesOf(element: Element): Record<string, unknown> {
  const kept: Record<string, unknown> = { class: `rich-${element.localName}` }
  const value = (name: string) => element.getAttribute(name)?.trim() ?? ''
  if (element.localName === 'img') {
    kept.alt = value('alt')
    kept.loading = 'lazy'
    if (ownImage.test(value('src'))) kept.src = value('src')
  }
  if (element.localName === 'a') Object.assign(kept, linkTo(value('href')))
  if (element.localName === 'ol' && /^\d{1,4}$/.test(value('start'))) kept.start = value('start')
  return kept
}

function made(node: Node): (VNode | string)[] {
  if (node.nodeType === 3) return [node.nodeValue ?? '']
  if (node.nodeType !== 1) return []
  const element = node as Element
  if (dropped.has(element.localName)) return []
  const inside = [...element.childNodes].flatMap(made)
  if (!elements.has(element.localName)) return inside
  const shown = h(element.localName, attributesOf(element), inside)
  if (element.localName !== 'table') return [shown]
  return [h('div', { class: 'rich-wide', tabindex: 0, role: 'group', 'aria-label': '表格' }, [shown])]
}

export const ShownHtml = defineComponent({
  props: { html: { type: String, required: true } },
  setup(props) {
    const parsed = computed(() => new DOMParser().parseFromString(props.html, 'text/html').body)
    return () => h('div', { class: 'rich' }, [...parsed.value.childNodes].flatMap(made))
  },
})
