import { call, has, within } from './welcome.api.js'
import { button, contactOf, empty, lineOf, one, stamp, when } from './welcome.dom.js'

const kinds = {
  policy_interpretation: '政策解读',
  consumer_alert: '消费提示',
  notice: '公告',
  sampling_result: '抽检结果',
}
const types = { publication: '发布', poll: '投票', quiz: '问答', consultation: '征求意见', clause: '条文' }
const sections = {
  poll: '#polls',
  quiz: '#quizzes',
  consultation: '#consultations',
  clause: '#consultations',
}

/** The server has cleaned this HTML; a parsed document runs nothing, and pictures from elsewhere are left out. */
function cleaned(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html').body
  for (const picture of parsed.querySelectorAll('img'))
    if (!picture.getAttribute('src')?.startsWith('/files/')) picture.replaceWith(`〔图：${picture.alt}〕`)
  for (const table of parsed.querySelectorAll('table')) {
    const frame = lineOf('div', 'wide', '')
    Object.assign(frame, { tabIndex: 0, role: 'region', ariaLabel: '表格，可左右滑动' })
    table.replaceWith(frame)
    frame.append(table)
  }
  return [...parsed.childNodes]
}

function articleOf(p) {
  const node = stamp('article', {
    note: [kinds[p.kind], when(p.publishedAt), p.source].filter(Boolean).join('　'),
    title: p.title,
    withdrawn: p.withdrawn && `已撤回：${p.withdrawn.reason ?? ''}`,
    contact: p.contact && `咨询：${contactOf(p.contact)}`,
  })
  one('.text', node).append(...cleaned(p.html ?? ''))
  return node
}

/** Opens a publication in the article area. */
export const readPublication = (id) => readIn(() => call('GET', within('publications', id)).then(articleOf))

/** Opens the answer to a frequent question there. */
export const readFaq = (id) =>
  readIn(async () => {
    const { question, answer } = await call('GET', within('faqs', id))
    const node = stamp('article', { note: '常见问题', title: question })
    one('.text', node).append(...answer.split('\n').map((line) => lineOf('p', '', line)))
    return node
  })

async function readIn(make) {
  const area = one('#article')
  const before = document.activeElement
  const node = await make().catch((refused) =>
    stamp('article', { title: '没有读到', contact: refused.message }),
  )
  one('button', node).addEventListener('click', () => {
    area.hidden = true
    before?.focus()
  })
  area.replaceChildren(node)
  area.hidden = false
  area.scrollIntoView({ block: 'start' })
  one('#article-h').focus({ preventScroll: true })
}

function entries(items, open) {
  const list = lineOf('ul', 'entries', '')
  for (const item of items) {
    const entry = stamp('entry', item)
    one('button', entry).addEventListener('click', () => open(item))
    list.append(entry)
  }
  return list
}

export async function showPublications(box, kindBox) {
  async function list(kind) {
    for (const b of kindBox.children) b.ariaPressed = b.value === kind
    const { items } = await call('GET', `/api/publications?limit=10${kind && `&kind=${kind}`}`)
    const lines = items.map((p) => ({
      ...p,
      note: `${kinds[p.kind] ?? ''}　${when(p.publishedAt)}`,
      words: p.summary,
    }))
    box.replaceChildren(
      lines.length > 0
        ? entries(lines, (p) => readPublication(p.id))
        : empty('这里还没有内容。审核通过的政策解读、消费提示和公告会出现在这里。'),
    )
  }
  for (const [value, words] of [['', '全部'], ...Object.entries(kinds)]) {
    const choose = button(words, () =>
      list(value).catch((refused) => box.replaceChildren(empty(refused.message))),
    )
    choose.value = value
    kindBox.append(choose)
  }
  await list('')
}

export function openSearch() {
  const form = one('#search-form')
  const box = one('#found .list')
  const open = (hit) =>
    hit.type === 'publication'
      ? readPublication(hit.id)
      : one(sections[hit.type] ?? '#polls').scrollIntoView()
  async function find(q) {
    const { items } = await call('GET', `/api/search?q=${encodeURIComponent(q)}`)
    const lines = items.map((hit) => ({ ...hit, note: types[hit.type], words: hit.excerpt }))
    return lines.length > 0 ? entries(lines, open) : empty(`没有找到“${q}”。换个说法试试，或者拨打12315。`)
  }
  form.hidden = !has('search')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const q = form.q.value.trim()
    if (!q) return form.q.focus()
    box.replaceChildren(await find(q).catch((refused) => empty(refused.message)))
    one('#found').hidden = false
    one('#found-h').focus()
  })
}
