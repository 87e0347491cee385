import { call, callAsResident, serverNow, within } from './welcome.api.js'
import { choiceOf, empty, formOf, one, stamp, term } from './welcome.dom.js'

const span = (seconds) => (seconds % 60 === 0 ? `${seconds / 60} 分钟` : `${seconds} 秒`)
const hints = { single: '单选', multiple: '多选', true_false: '判断' }
// A paper is handed in this long before its end, so that it arrives in time.
const EARLY_MS = 3_000

/** What is left of a paper; never more than a whole one, even where the two clocks disagree. */
function millisecondsLeft({ startedAt, endsAt }) {
  const whole = Date.parse(endsAt) - Date.parse(startedAt)
  const left = Date.parse(endsAt) - serverNow()
  return left > 0 && left < whole ? left : whole
}

function reviewOf(attempt, { review = [] }) {
  return review.map((r) => {
    const q = attempt.questions.find((question) => question.id === r.questionId)
    const right = q?.options.filter((o) => r.rightOptionIds.includes(o.id)).map((o) => o.label)
    const words = { stem: q?.stem, answer: `正确答案：${right?.join('；')}`, explanation: r.explanation }
    return stamp('review', { right: r.right ? '答对：' : '答错：', ...words })
  })
}

function paper(attempt, finished) {
  const fields = attempt.questions.map((q, i) =>
    choiceOf({
      id: q.id,
      text: `${i + 1}. ${q.stem}`,
      hint: hints[q.kind],
      min: 0,
      max: q.options.length,
      single: q.kind !== 'multiple',
      options: q.options,
    }),
  )
  const end = performance.now() + millisecondsLeft(attempt)
  const timer = setInterval(tick, 1_000)
  const send = async () => {
    const answers = fields.map((f) => f.answer()).filter(Boolean)
    finished(await callAsResident('PUT', within('attempts', attempt.attemptId, '/answers'), { answers }))
    clearInterval(timer)
  }
  const form = formOf(
    { left: '…', send: '交卷' },
    fields.map((f) => f.node),
    send,
  )
  function tick() {
    const seconds = Math.max(0, Math.round((end - performance.now()) / 1_000))
    one('.left', form).textContent =
      `还剩 ${Math.floor(seconds / 60)} 分 ${String(seconds % 60).padStart(2, '0')} 秒，到时自动交卷`
    if (end - performance.now() > EARLY_MS) return
    clearInterval(timer)
    form.requestSubmit()
  }
  tick()
  return form
}

function quizCard(quiz) {
  const prizes = quiz.prizes.map((p) => `${p.name} ${p.count} 份`).join('、')
  const intro = `共 ${quiz.paperSize} 题，限时 ${span(quiz.secondsAllowed)}。${prizes && `奖品：${prizes}。`}`
  const card = stamp('card', { title: quiz.title, time: term(quiz), intro })
  const body = one('.body', card)
  const finished = (attempt, result) => {
    const sheet = stamp('receipt', {
      done: `答对 ${result.score} 题，共 ${result.total} 题`,
      first: result.qualified ? '达到要求，已进入抽奖名单。' : '还没有达到抽奖要求，谢谢参加。',
    })
    body.replaceChildren(sheet, ...reviewOf(attempt, result))
    sheet.focus()
  }
  const start = formOf({ send: '开始答题' }, [], async () => {
    const attempt = await callAsResident('POST', within('quizzes', quiz.id, '/attempts'))
    const form = paper(attempt, (result) => finished(attempt, result))
    body.replaceChildren(form)
    one('input', form)?.focus()
  })
  one('.act', start).classList.add('plain')
  body.before(stamp('rules', { rules: quiz.rules }))
  body.append(start)
  return card
}

export async function showQuizzes(box) {
  const { items } = await call('GET', '/api/quizzes?limit=20')
  const open = items.filter((quiz) => quiz.state === 'open').map(quizCard)
  box.replaceChildren(
    ...(open.length > 0 ? open : [empty('现在没有正在进行的问答。新一场开始后，这里可以直接答题。')]),
  )
}
