import { call, callAsResident, isDemo, knownVisitor, within } from './welcome.api.js'
import { button, choiceOf, empty, formOf, lineOf, one, stamp, term, when } from './welcome.dom.js'
import { tallyPanel } from './welcome.tally.js'

const hintOf = ({ minChoices: min, maxChoices: max }) =>
  min === max ? `选 ${max} 项` : min > 0 ? `选 ${min} 到 ${max} 项` : `选填，最多 ${max} 项`

function openText({ id, minChoices }, text) {
  const node = stamp('open', { text })
  const area = one('textarea', node)
  const words = () => area.value.trim()
  return {
    node,
    answer: () => (words() ? { questionId: id, optionIds: [], text: words() } : null),
    fault: () => (minChoices > 0 && !words() ? { sentence: '请填写文字', focus: area } : null),
  }
}

function field(q, i) {
  const text = `${i + 1}. ${q.text}`
  if (q.kind === 'open') return openText(q, text)
  const [min, max] = [q.minChoices, q.maxChoices]
  const { id, options } = q
  return choiceOf({
    id,
    text,
    hint: hintOf(q),
    min,
    max,
    single: min === 1 && max === 1,
    counted: true,
    options,
  })
}

function ballotForm(poll, voted) {
  const fields = poll.questions.map(field)
  const note = isDemo
    ? '演示：点“投票”时以模拟微信身份登录，不需要手机号，也不连接微信。'
    : '请在微信小程序里投票，这里可以查看题目和票数。'
  const send = async () => {
    const faults = fields.map((f) => f.fault())
    const at = faults.findIndex(Boolean)
    if (at >= 0) throw { message: `第 ${at + 1} 题${faults[at].sentence}`, focus: faults[at].focus }
    const answers = fields.map((f) => f.answer()).filter(Boolean)
    voted(await callAsResident('PUT', within('polls', poll.id, '/ballot'), { answers }))
  }
  return formOf(
    { note, send: '投票' },
    fields.map((f) => f.node),
    send,
  )
}

/** One poll: its ballot while open, the resident's receipt after voting, and the count. */
function pollCard(poll, mine, read) {
  const card = stamp('card', { title: poll.title, time: term(poll), intro: poll.intro })
  const body = one('.body', card)
  const counted = document.createElement('div')
  card.append(counted)
  const showTally = () => counted.replaceChildren(tallyPanel(poll))
  const vote = () => body.replaceChildren(ballotForm(poll, (ballot) => voted(ballot).focus()))
  function voted(ballot) {
    const paper = stamp('receipt', {
      done: '您已投票，谢谢！',
      first: `投票时间：${when(ballot.castAt)}`,
      second: `回执：${ballot.receipt}`,
      note: '回执只证明这一票已经收到，看不出您选了什么。',
    })
    const check = lineOf('a', 'check', '查这张票是否已计入')
    check.href = `/receipts?receipt=${ballot.receipt}`
    body.replaceChildren(paper, check)
    if (poll.votesPer === 'day') body.append(button('每天都可以投一票：再投一票', vote))
    showTally()
    return paper
  }
  for (const [part, words] of [
    ['plan', '看抽检计划'],
    ['results', '看抽检结果'],
  ])
    if (poll.loop[part]) body.before(button(words, () => read(poll.loop[part])))
  if (poll.state === 'open' && mine) voted(mine)
  else if (poll.state === 'open') {
    vote()
    counted.append(button('看实时票数', showTally))
  } else if (poll.state === 'closed') card.addEventListener('toggle', showTally, { once: true })
  return card
}

/** Ballots of this browser's resident by poll, the latest of each. */
async function myBallots() {
  if (!isDemo || !knownVisitor()) return new Map()
  const { items } = await callAsResident('GET', '/api/me/ballots?limit=100')
  return new Map([...items].reverse().map((b) => [b.pollId, b]))
}

export async function showPolls(box, read) {
  const mine = await myBallots()
  const [open, planned, closed] = await Promise.all(
    ['open', 'planned', 'closed'].map(async (state) => {
      const { items } = await call('GET', `/api/polls?state=${state}&limit=5`)
      return items.map((poll) => pollCard(poll, mine.get(poll.id), read))
    }),
  )
  if (open[0]) open[0].open = true
  else open.push(empty('现在没有正在进行的投票。新一期“你点我检”开始后，这里可以直接投票。'))
  const part = (title, cards) => (cards.length > 0 ? [lineOf('h3', 'part', title), ...cards] : [])
  box.replaceChildren(...open, ...part('即将开始', planned), ...part('已经结束', closed))
}
