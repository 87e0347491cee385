// Draws the conversation. Every word goes in as text, never as markup.

const talk = document.querySelector('#talk')

const lineOf = (tag, className, words) =>
  Object.assign(document.createElement(tag), { className, textContent: words })

/** One message of the account as the person would see it. */
function received({ kind, text, title, fields, link }) {
  if (kind === 'system') return lineOf('p', 'note', text)
  const isPush = kind !== 'reply' && kind !== 'custom'
  const box = lineOf('div', isPush ? 'said push' : 'said', '')
  if (title) box.append(lineOf('strong', '', title))
  const parts = Object.entries(fields ?? {}).map(([name, value]) => `${name}：${value}`)
  box.append(lineOf('span', '', parts.length > 0 ? parts.join('\n') : text))
  if (link && isPush) box.append(lineOf('span', '', `\n点开：${link}`))
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
