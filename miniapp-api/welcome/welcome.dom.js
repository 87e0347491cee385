// Fills the templates of welcome.html. Every word that comes from the API goes in as text, never as markup.

export const one = (selector, from = document) => from.querySelector(selector)

/** A copy of a template with words in its places; a place without words is left out. */
export function stamp(name, words = {}) {
  const node = one(`#t-${name}`).content.firstElementChild.cloneNode(true)
  for (const place of node.querySelectorAll('[data-word]')) {
    const word = words[place.dataset.word]
    if (word === undefined || word === null || word === '') place.remove()
    else place.textContent = word
  }
  return node
}

export function lineOf(tag, className, sentence) {
  const node = document.createElement(tag)
  node.className = className
  node.textContent = sentence
  return node
}
export const empty = (sentence) => lineOf('p', 'empty', sentence)

export function button(words, act) {
  const node = lineOf('button', '', words)
  node.type = 'button'
  node.addEventListener('click', act)
  return node
}

const moment = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
export const when = (instant) => moment.format(new Date(instant))
export const term = ({ state, opensAt, closesAt }) =>
  ({ planned: `${when(opensAt)}开始`, open: `${when(closesAt)}截止` })[state] ?? '已结束'
export const contactOf = ({ division, phone, hours } = {}) =>
  [division, phone, hours].filter(Boolean).join('，')

/** A form that says what happens; `send` throws to say why not. */
export function formOf(words, fields, send) {
  const form = stamp('form', words)
  const said = one('.said', form)
  const submit = one('button', form)
  form.say = (sentence, isProblem = false) => {
    said.textContent = sentence
    said.classList.toggle('problem', isProblem)
  }
  one('.fields', form).append(...fields)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    submit.disabled = true
    form.say('正在提交…')
    try {
      await send(form)
    } catch (refused) {
      form.say(refused.message, true)
      refused.focus?.focus()
    }
    submit.disabled = false
  })
  return form
}

let groups = 0

/** A question to tick: round marks where exactly one is asked for, square ones with their limit elsewhere. */
export function choiceOf({ id, text, hint, min, max, single, counted, options }) {
  const node = stamp('choice', { text, hint, chosen: counted && ' ' })
  const count = one('.chosen', node)
  groups += 1
  const inputs = options.map((option) => {
    const label = stamp('option', option)
    const input = one('input', label)
    Object.assign(input, { type: single ? 'radio' : 'checkbox', name: `choice-${groups}`, value: option.id })
    one('.options', node).append(label)
    return input
  })
  const chosen = () => inputs.filter((i) => i.checked).map((i) => i.value)
  const show = (sentence = `已选 ${chosen().length} / 最多 ${max}`, isProblem = false) => {
    if (count) count.textContent = sentence
    count?.classList.toggle('problem', isProblem)
    return sentence
  }
  node.addEventListener('change', ({ target }) => {
    const isTooMany = chosen().length > max
    if (isTooMany) target.checked = false
    const sentence = isTooMany ? show(`最多选 ${max} 项，请先取消一项再选`, true) : show()
    if (counted) node.closest('form')?.say(sentence, isTooMany)
  })
  show()
  return {
    node,
    answer: () => (chosen().length > 0 ? { questionId: id, optionIds: chosen() } : null),
    fault: () =>
      chosen().length < min ? { sentence: show(`请至少选 ${min} 项`, true), focus: inputs[0] } : null,
  }
}
