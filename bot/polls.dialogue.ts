import { z } from 'zod'
import type { Ballot, BallotAnswer, Poll, PollQuestion } from '../src/modules/polls'
import { formatShanghai } from '../src/platform/calendar'
import { notFound } from '../src/platform/problem'
import { text as textField } from '../src/platform/text'
import { dialogue, LEAVE, type Reply, type Turn } from './dialogue'
import { choiceIn, isQuestion, numbersIn, spoken } from './reading'
import { numbered, short } from './wording'

const answer = z.object({
  questionId: z.string(),
  optionIds: z.array(z.string()),
  text: z.string().optional(),
})
const state = z.union([
  z.object({ ids: z.array(z.string()), next: z.number() }),
  z.object({ pollId: z.string(), answers: z.array(answer), next: z.number() }),
])
type State = z.infer<typeof state>
type Asking = Extract<State, { pollId: string }>

const OPEN_TEXT_MAX = 500
const opinion = textField({ max: OPEN_TEXT_MAX, multiline: true })

/** 投票 / 你点我检: choose a poll, answer question by question, confirm. */
export const polls = dialogue<State>({
  topic: 'polls',
  state,
  begin: (turn) => list(turn, 0),

  async go(turn, state) {
    if ('pollId' in state) return hear(turn, state)
    if (spoken(turn.words) === '更多') return list(turn, state.next)
    const pollId = state.ids[(choiceIn(turn.words, state.ids.length) ?? 0) - 1]
    if (pollId === undefined && isQuestion(turn.words)) return null
    if (pollId === undefined)
      return { text: `请回复 1 到 ${state.ids.length} 之间的一个数字，选择一期投票。${LEAVE}`, state }
    return start(turn, pollId)
  },

  async back(turn, state) {
    if (!('pollId' in state) || state.answers.length === 0) return list(turn, 0)
    return ask(turn, { ...state, answers: state.answers.slice(0, -1), next: 0 })
  },
})

async function list({ office }: Turn, wanted: number): Promise<Reply> {
  const { items } = await office.pollReads.list({ state: 'open', limit: 20 })
  if (items.length === 0)
    return { text: '现在没有正在进行的投票。回复“结果”可以看往期投票的结果。', state: null }
  const { text, next } = numbered(
    '正在进行的投票：',
    items.map((poll) => poll.title),
    '请回复数字选择一期，例如 1。',
    wanted,
  )
  return { text, state: { ids: items.map((p) => p.id), next } }
}

async function start(turn: Turn, pollId: string): Promise<Reply> {
  const { office, resident } = turn
  const poll = await office.pollReads.find(pollId)
  const earlier = await office.pollReads.myBallot(resident, pollId).catch((error: unknown) => {
    if (notFound.is(error)) return null
    throw error
  })
  if (earlier) return { text: alreadyVoted(poll, earlier), state: null }
  return ask(turn, { pollId, answers: [], next: 0 }, `《${short(poll.title, 40)}》\n${short(poll.intro, 80)}`)
}

function alreadyVoted(poll: Poll, ballot: Ballot): string {
  const again =
    poll.votesPer === 'day' ? '每天可以投一票，欢迎您明天再来。' : '选票提交后不能更改，感谢您的参与。'
  return `您已经投过《${short(poll.title, 40)}》了（${formatShanghai(ballot.castAt)}）。${again}\n回执：${ballot.receipt}\n回复“结果”可以看票数。`
}

/** The next question, or all answers once more when there is none left. */
async function ask(turn: Turn, state: Asking, before = ''): Promise<Reply> {
  const poll = await turn.office.pollReads.find(state.pollId)
  const question = poll.questions[state.answers.length]
  if (!question) return { text: summary(poll, state.answers), state }
  const head = `${before === '' ? '' : `${before}\n\n`}第${state.answers.length + 1}题（共${poll.questions.length}题） ${short(question.text, 80)}`
  const { text, next } = numbered(
    head,
    question.options.map((o) => o.label),
    howTo(question),
    state.next,
  )
  return { text, state: { ...state, next } }
}

function howTo({ kind, minChoices: least, maxChoices: most }: PollQuestion): string {
  const skip = least === 0 ? '不想答请回复“跳过”。' : ''
  if (kind === 'open') return `请直接回复文字，不超过${OPEN_TEXT_MAX}字；请不要写姓名、电话和住址。${skip}`
  if (most === 1) return `请回复一个数字。${skip}`
  const range = least === most ? `选${most}项` : least > 1 ? `选${least}到${most}项` : `最多选${most}项`
  return `${range}，用空格隔开，例如：1 ${Math.min(most, 3)}。${skip}`
}

async function hear(turn: Turn, state: Asking): Promise<Reply> {
  const poll = await turn.office.pollReads.find(state.pollId)
  const question = poll.questions[state.answers.length]
  if (!question) return confirm(turn, poll, state)
  const said = spoken(turn.words)
  if (said === '更多') return ask(turn, state)
  const heard = answerTo(question, turn.words)
  if ('fault' in heard) return { text: `${heard.fault}\n${howTo(question)}${LEAVE}`, state }
  return ask(turn, { ...state, answers: [...state.answers, heard.answer], next: 0 })
}

/** What somebody typed as the answer to a question, or a sentence why it is none. */
export function answerTo(
  question: PollQuestion,
  words: string,
): { answer: BallotAnswer } | { fault: string } {
  const questionId = question.id
  if (/^(跳过|略过|不答)$/.test(spoken(words)))
    return question.minChoices === 0
      ? { answer: { questionId, optionIds: [] } }
      : { fault: '这道题需要回答，不能跳过。' }
  if (question.kind === 'open') {
    const written = opinion.safeParse(words)
    if (!written.success) return { fault: `${written.error.issues[0]?.message ?? '没有收到文字'}。` }
    return { answer: { questionId, optionIds: [], text: written.data } }
  }
  const numbers = numbersIn(words)
  if (!numbers) return { fault: '没有看懂您的选择。' }
  const unknown = numbers.find((n) => !question.options[n - 1])
  if (unknown !== undefined)
    return {
      fault: `没有第${unknown}项，这道题有 ${question.options.length} 个选项；几个数字之间请用空格隔开。`,
    }
  if (numbers.length < question.minChoices)
    return { fault: `这道题至少选 ${question.minChoices} 项，您选了 ${numbers.length} 项。` }
  if (numbers.length > question.maxChoices)
    return { fault: `这道题最多选 ${question.maxChoices} 项，您选了 ${numbers.length} 项。` }
  return { answer: { questionId, optionIds: numbers.map((n) => question.options[n - 1]?.id ?? '') } }
}

function summary(poll: Poll, answers: readonly BallotAnswer[]): string {
  const lines = poll.questions.map((question, i) => {
    const given = answers[i]
    const labels = question.options
      .filter((o) => given?.optionIds.includes(o.id))
      .map((o) => short(o.label, 14))
    const said = question.kind === 'open' ? short(given?.text ?? '', 30) : labels.join('；')
    return `第${i + 1}题：${said === '' ? '（未答）' : said}`
  })
  return `您的选择：\n${lines.join('\n')}\n回复“确认”投票，投出后不能更改；回复“返回”改上一题。`
}

async function confirm(turn: Turn, poll: Poll, state: Asking): Promise<Reply> {
  if (!/^(确认|确定|提交|是|好|好的)$/.test(spoken(turn.words)))
    return { text: summary(poll, state.answers), state }
  const given = state.answers.filter((a) => a.optionIds.length > 0 || a.text !== undefined)
  const { ballot, isNew } = await turn.office.ballotBox.castBallot(turn.resident, poll.id, given)
  const done = isNew ? '投票成功，感谢您的参与！' : '您刚才已经投过同样的一票了，只计一次。'
  return {
    text: `${done}\n时间：${formatShanghai(ballot.castAt)}\n回执：${ballot.receipt}\n回复“结果”可以看目前的票数。`,
    state: null,
  }
}
