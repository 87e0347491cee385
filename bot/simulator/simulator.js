import { askConsent } from './simulator.consent.js'
import { show } from './simulator.view.js'

const one = (selector) => document.querySelector(selector)
const LOOK_MS = 1500
const people = [
  ['jia', '居民甲'],
  ['yi', '居民乙'],
  ['bing', '居民丙'],
]

const select = one('#person')
for (const [value, textContent] of people)
  select.append(Object.assign(document.createElement('option'), { value, textContent }))
const newcomer = Object.assign(document.createElement('option'), {
  value: `new-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`,
  textContent: '一位新居民',
})
select.append(newcomer)

/** What one has said oneself, per person: WeChat keeps only what came. */
const mine = new Map()
const said = () => mine.get(select.value) ?? []
const note = (message) => mine.set(select.value, [...said(), { at: Date.now(), ...message }])

async function call(path, body) {
  const sent = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const response = await fetch(path, sent)
  if (!response.ok) throw new Error('没有发出去，请稍后再试。')
  return response.json()
}

async function look() {
  const person = select.value
  const { messages } = await call(`/simulator/messages?person=${encodeURIComponent(person)}`)
  if (person !== select.value) return
  show([...messages, ...said()].sort((a, b) => a.at - b.at))
}

/** Does something as the person, and shows what came of it. */
async function act(what) {
  try {
    const { asks } = await call('/simulator/act', { person: select.value, ...what })
    await look()
    if (asks.length > 0) await consent(asks)
  } catch (refused) {
    note({ kind: 'system', text: refused.message })
    show(said())
  }
}

/** Shows the dialog of the mini-program, and tells WeChat what was answered. */
async function consent(templates) {
  const answers = await askConsent(templates)
  if (Object.keys(answers).length === 0) return
  await act({ act: 'consent', answers })
  const accepted = Object.values(answers).filter((a) => a === 'accept').length
  note({ kind: 'system', text: accepted > 0 ? `已同意接收 ${accepted} 种提醒。` : '已拒绝接收提醒。' })
  await look()
}

one('#say').addEventListener('submit', async (event) => {
  event.preventDefault()
  const text = one('#words').value.trim()
  if (text === '') return
  one('#words').value = ''
  note({ mine: true, text })
  await act({ act: 'say', text })
})
one('#follow').addEventListener('click', () => act({ act: 'follow' }))
one('#unfollow').addEventListener('click', async () => {
  await act({ act: 'unfollow' })
  note({ kind: 'system', text: '您已取消关注。' })
  await look()
})
select.addEventListener('change', look)

const { menu, templates } = await call('/simulator/start')
for (const { name, key } of menu.button.flatMap((b) => b.sub_button ?? [b])) {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: name })
  button.addEventListener('click', () => act({ act: 'click', key }))
  one('#menu').append(button)
}
one('#subscribe').addEventListener('click', () => consent(templates))

await look()
// One look after the other: a slow one is not overtaken.
const again = () =>
  setTimeout(
    () =>
      look()
        .catch(() => undefined)
        .finally(again),
    LOOK_MS,
  )
again()
document.documentElement.dataset.ready = 'yes'
