import { call, within } from './welcome.api.js'
import { empty, one, stamp, when } from './welcome.dom.js'

const FIRST = 10
const EVERY_MS = 10_000

function row({ label, votes }, ballots) {
  const share = ballots === 0 ? 0 : (votes * 100) / ballots
  const node = stamp('votes', { label, votes: `${votes} 票，${share.toFixed(1)}%` })
  one('.fill', node).style.inlineSize = `${share}%`
  return node
}

function counted(question, counts, ballots) {
  const votes = new Map(counts.options.map((o) => [o.optionId, o.votes]))
  const rows = question.options
    .map((o) => ({ label: o.label, votes: votes.get(o.id) ?? 0 }))
    .sort((a, b) => b.votes - a.votes)
    .map((o) => row(o, ballots))
  const node = stamp('counted', { text: question.text, rest: `其余 ${rows.length - FIRST} 项` })
  const [first, rest] = node.querySelectorAll('ol')
  first.append(...rows.slice(0, FIRST))
  rest.append(...rows.slice(FIRST))
  if (rows.length <= FIRST) one('details', node).remove()
  return node
}

/** Votes as bars with their numbers beside them; while the poll is open they follow the count. */
export function tallyPanel(poll) {
  const box = document.createElement('div')
  box.append(empty('正在读取票数…'))
  async function draw() {
    const tally = await call('GET', within('polls', poll.id, '/tally'))
    const panel = stamp('tally', {
      title: tally.final ? '最终票数' : '实时票数',
      total: `共 ${tally.ballots} 人次投票`,
      asOf: `截至${when(tally.asOf)}；百分比是选这一项的人次占全部人次的比例。`,
    })
    for (const question of poll.questions) {
      const counts = tally.questions.find((t) => t.questionId === question.id)
      if (counts) one('.parts', panel).append(counted(question, counts, tally.ballots))
    }
    const unfolded = [...box.querySelectorAll('details')].map((d) => d.open)
    for (const [i, d] of panel.querySelectorAll('details').entries()) d.open = unfolded[i] ?? false
    box.replaceChildren(panel)
    return tally.final
  }
  async function follow() {
    // Redrawing where a resident's focus rests would take the place away.
    const isWaiting = document.visibilityState === 'hidden' || box.contains(document.activeElement)
    const isFinal =
      !isWaiting && (await draw().catch((refused) => box.replaceChildren(empty(refused.message))))
    if (!isFinal) setTimeout(() => box.isConnected && follow(), EVERY_MS)
  }
  follow()
  return box
}
