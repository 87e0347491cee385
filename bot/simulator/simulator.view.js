// Draws the conversation. Every word goes in as text, never as markup.

const talk = document.querySelector('#talk')

const lineOf = (tag, className, words) =>
  Object.assign(document.createElement(tag), { className, textContent: words })

/** In a tab of its own: the conversation stays. */
const linkTo = (href, words) =>
  Object.assign(lineOf('a', '', words), { href, target: '_blank', rel: 'noopener' })

/** Words with the addresses in them as links, as WeChat shows them. */
function linked(words) {
  const box = lineOf('span', '', '')
  for (const [at, part] of words.split(/(https?:\/\/[!-~]+)/).entries())
    box.append(at % 2 === 1 ? linkTo(part, part) : part)
  return box
}

/** What is somebody's own opens in his mini-program alone. */
const isForAll = (link) => /^pages\/(publications|polls|sampling|consultations)\//.test(link)

/** One message of the account as the person would see it. */
function received({ kind, text, title, fields, link }) {
  if (kind === 'system') return lineOf('p', 'note', text)
  const isPush = kind !== 'reply' && kind !== 'custom'
  const box = lineOf('div', isPush ? 'said push' : 'said', '')
  if (title) box.append(lineOf('strong', '', title))
  const parts = Object.entries(fields ?? {}).map(([name, value]) => `${name}：${value}`)
  box.append(linked(parts.length > 0 ? parts.join('\n') : text))
  if (link && isPush) box.append('\n点开：', isForAll(link) ? linkTo(`/${link}`, link) : link)
  return box
}

const spoken = ({ text }) => lineOf('p', 'said mine', text)

let shown = []

/** Shows what is new; what stands there already stays, so that nothing is read out twice. */
export function show(messages) {
  const keys = messages.map((m) => JSON.stringify(m))
  const isSame = shown.every((key, i) => keys[i] === key)
  if (isSame && keys.length === shown.length) return
  if (!isSame) {
    talk.replaceChildren()
    shown = []
  }
  for (const message of messages.slice(shown.length))
    talk.append(message.mine ? spoken(message) : received(message))
  shown = keys
  talk.scrollTop = talk.scrollHeight
}
