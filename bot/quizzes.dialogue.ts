import { z } from 'zod'
import { type AttemptAgain, type AttemptResult, attemptOver, type Paper } from '../src/modules/quizzes'
import { dialogue, LEAVE, type Reply, type Turn } from './dialogue'
import { entryLine } from './prizes.dialogue'
import { choiceIn, isQuestion, numbersIn, spoken } from './reading'
import { numbered, short, timeLeft } from './wording'

const answer = z.object({ questionId: z.string(), optionIds: z.array(z.string()) })
const state = z.union([
  z.object({ ids: z.array(z.string()), next: z.number() }),
  z.object({ attemptId: z.string(), answers: z.array(answer) }),
])
type State = z.infer<typeof state>
type Sitting = Extract<State, { attemptId: string }>
type Asked = Paper['questions'][number]

const kinds: Record<Asked['kind'], string> = { single: '单选', multiple: '多选', true_false: '判断' }

/** 答题: question by question, handed in at the end; the server's clock decides. */
export const quizzes = dialogue<State>({
  topic: 'quizzes',
  state,
  begin: (turn) => list(turn, 0),

  async go(turn, state) {
    if ('attemptId' in state) return hear(turn, state)
    if (spoken(turn.words) === '更多') return list(turn, state.next)
    const quizId = state.ids[(choiceIn(turn.words, state.ids.length) ?? 0) - 1]
    if (quizId === undefined && isQuestion(turn.words)) return null
    if (quizId === undefined)
      return { text: `请回复 1 到 ${state.ids.length} 之间的一个数字，选择一期答题。${LEAVE}`, state }
    const { paper, isNew } = await turn.office.quizAttempts.startAttempt(turn.resident, quizId)
    const before = isNew ? '开始答题，时间从现在算起。' : '您有一份还没交的卷子，请接着答（从第1题开始）。'
    return ask(turn, paper, { attemptId: paper.attemptId, answers: [] }, before)
  },

  async back(turn, state) {
    if (!('attemptId' in state)) return list(turn, 0)
    const { paper, over } = await sitting(turn, state)
    if (over) throw attemptOver()
    return ask(turn, paper, { ...state, answers: state.answers.slice(0, -1) })
  },
})

async function list({ office }: Turn, wanted: number): Promise<Reply> {
  const { items } = await office.quizReads.list({ state: 'open', limit: 20 })
  if (items.length === 0) return { text: '现在没有正在进行的答题，欢迎过几天再来。', state: null }
  const { text, next } = numbered(
    '正在进行的答题：',
    items.map((q) => `${q.title}（${q.paperSize}题，限时${timeLeft(q.secondsAllowed * 1_000)}）`),
    '请回复数字开始答题，例如 1。',
    wanted,
  )
  return { text, state: { ids: items.map((q) => q.id), next } }
}

const sitting = (turn: Turn, { attemptId }: Sitting): Promise<AttemptAgain> =>
  turn.office.quizAttempts.readAttempt(turn.resident, attemptId)

/** The next question, or that all are answered. */
function ask(turn: Turn, paper: Paper, state: Sitting, before = ''): Reply {
  const left = `还剩${timeLeft(paper.endsAt - turn.office.clock.now())}`
  const total = paper.questions.length
  const question = paper.questions[state.answers.length]
  if (!question) {
    const blank = state.answers.filter((a) => a.optionIds.length === 0).length
    const note = blank > 0 ? `，其中 ${blank} 题没有作答` : ''
    return { text: `${total} 题都过了一遍${note}，${left}。\n回复“交卷”提交，回复“返回”改上一题。`, state }
  }
  const head = `第${state.answers.length + 1}题（共${total}题，${kinds[question.kind]}，${left}）\n${short(question.stem, 150)}`
  const labels = question.options.map((o) => o.label)
  const { text } = numbered(before === '' ? head : `${before}\n\n${head}`, labels, howTo(question), 0)
  return { text, state }
}

const howTo = ({ kind }: Asked) =>
  kind === 'multiple'
    ? '可选多项，用空格隔开，例如：1 3。不会请回复“跳过”。'
    : '请回复一个数字。不会请回复“跳过”。'

async function hear(turn: Turn, state: Sitting): Promise<Reply> {
  const { paper, over, result } = await sitting(turn, state)
  if (result) return { text: `这份卷子已经交了。${scored(result)}`, state: null }
  if (over) throw attemptOver()
  const question = paper.questions[state.answers.length]
  if (!question) return handIn(turn, paper, state)
  const heard = answerTo(question, turn.words)
  if ('fault' in heard) return { text: `${heard.fault}\n${howTo(question)}${LEAVE}`, state }
  return ask(turn, paper, { ...state, answers: [...state.answers, heard] })
}

/** What somebody typed as the answer to a question, or a sentence why it is none. */
export function answerTo(
  question: Asked,
  words: string,
): { questionId: string; optionIds: string[] } | { fault: string } {
  const questionId = question.id
  const said = spoken(words)
  if (/^(跳过|略过|不会|不答)$/.test(said)) return { questionId, optionIds: [] }
  const byLabel = question.options.find((o) => spoken(o.label) === said)
  if (byLabel) return { questionId, optionIds: [byLabel.id] }
  const numbers = numbersIn(words)
  if (!numbers) return { fault: '没有看懂您的答案。' }
  const unknown = numbers.find((n) => !question.options[n - 1])
  if (unknown !== undefined)
    return {
      fault: `没有第${unknown}项，这道题有 ${question.options.length} 个选项；几个数字之间请用空格隔开。`,
    }
  if (question.kind !== 'multiple' && numbers.length > 1) return { fault: '这道题只能选一项。' }
  return { questionId, optionIds: numbers.map((n) => question.options[n - 1]?.id ?? '') }
}

async function handIn(turn: Turn, paper: Paper, state: Sitting): Promise<Reply> {
  if (!/^(交卷|提交|确认|确定|是|好|好的)$/.test(spoken(turn.words))) return ask(turn, paper, state)
  const given = state.answers.filter((a) => a.optionIds.length > 0)
  const result = await turn.office.quizAttempts.submitAttempt(turn.resident, state.attemptId, given)
  const entry = result.qualified ? await entryLine(turn, paper.quizId) : ''
  return { text: `已交卷。${scored(result)}${entry}`, state: null }
}

function scored({ score, total, qualified, review }: AttemptResult): string {
  const chance = qualified
    ? '您达到了参加抽奖的分数，结果请留意公告。'
    : '这次没有达到参加抽奖的分数，感谢参与。'
  const later = review ? '' : '\n正确答案在活动结束后公布。'
  return `您答对 ${score} 题（共 ${total} 题）。${chance}${later}`
}
