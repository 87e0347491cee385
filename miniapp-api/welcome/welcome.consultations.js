import { call, callAsResident, within } from './welcome.api.js'
import { contactOf, empty, formOf, lineOf, one, stamp, term, when } from './welcome.dom.js'

const deep = { paragraph: 1, item: 1, subitem: 2 }
const outcomes = {
  adopted: '采纳',
  partly_adopted: '部分采纳',
  not_adopted: '不采纳',
  out_of_scope: '不属于本次征求意见',
}

function clauseList(clauses) {
  const box = stamp('clauses')
  box.append(
    ...clauses.map((c) => {
      const line = lineOf('p', `depth-${deep[c.kind] ?? 0} ${c.kind}`, `${c.label ?? ''}　${c.text}`)
      return Object.assign(line, { id: `clause-${c.id}`, tabIndex: -1 })
    }),
  )
  return box
}

function commentForm(consultation, clauses) {
  const fields = stamp('comment')
  const where = one('select', fields)
  for (const clause of clauses.filter((c) => c.kind === 'article'))
    where.append(new Option(`${clause.label ?? ''} ${clause.text}`.slice(0, 30), clause.id))
  const form = formOf({ send: '提交意见' }, [fields], async () => {
    const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()))
    if (!given.text) throw { message: '请先写下您的意见', focus: one('textarea', form) }
    const { receivedAt, receipt } = await callAsResident(
      'POST',
      within('consultations', consultation.id, '/comments'),
      given,
    )
    form.reset()
    form.say(`已收到（${when(receivedAt)}），回执 ${receipt}。每一条意见都会有答复。`)
  })
  one('.act', form).classList.add('plain')
  return form
}

function reportView({ received, persons, totals, lines }) {
  const counts = Object.entries(outcomes).map(([key, words]) => `${words} ${totals[key] ?? 0} 条`)
  const node = stamp('report', { totals: `收到 ${received} 条意见（${persons} 人）。${counts.join('，')}。` })
  const words = lines.map((l) => `${outcomes[l.disposition] ?? ''}：${l.gist} —— ${l.reason}`)
  one('ul', node).append(...words.map((w) => lineOf('li', '', w)))
  return node
}

async function unfold(body, id) {
  const whole = await call('GET', within('consultations', id))
  const clauses = whole.draft?.clauses ?? []
  const contact = typeof whole.contact === 'string' ? whole.contact : contactOf(whole.contact)
  body.replaceChildren(lineOf('p', 'intro', whole.explanation), lineOf('p', 'small', `联系：${contact}`))
  if (clauses.length > 0) body.append(clauseList(clauses))
  if (whole.state === 'open') body.append(commentForm(whole, clauses))
  if (whole.reportId) body.append(reportView(await call('GET', within('consultations', id, '/report'))))
}

function consultationCard(item) {
  const card = stamp('card', { title: item.title, time: term(item) })
  card.dataset.consultation = item.id
  const body = one('.body', card)
  body.append(empty('正在读取…'))
  const open = () =>
    unfold(body, item.id)
      .catch((refused) => body.replaceChildren(empty(refused.message)))
      .finally(() => card.dispatchEvent(new Event('unfolded')))
  card.addEventListener('toggle', open, { once: true })
  return card
}

/** Opens one consultation where a link points to it, at the clause that the link names. */
export async function readConsultation(id, place) {
  const box = one('#consultations .list')
  const known = [...box.children].find((card) => card.dataset.consultation === id)
  const card = known ?? consultationCard(await call('GET', within('consultations', id)))
  if (!known) box.prepend(card)
  const unfolded = new Promise((resolve) => card.addEventListener('unfolded', resolve, { once: true }))
  card.open = true
  await unfolded
  const target = place.startsWith('#clause-') ? document.getElementById(place.slice(1)) : card
  ;(target ?? card).scrollIntoView({ block: 'start' })
  target?.focus({ preventScroll: true })
}

export async function showConsultations(box) {
  const { items } = await call('GET', '/api/consultations?limit=20')
  const cards = items.map(consultationCard)
  box.replaceChildren(
    ...(cards.length > 0 ? cards : [empty('现在没有征求意见的稿子。有新稿时，这里可以逐条读、逐条提意见。')]),
  )
}
