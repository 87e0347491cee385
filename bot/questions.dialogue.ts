import { contactWords } from '../src/modules/bureau'
import { type AskSource, QUESTION_MAX } from '../src/modules/enquiries'
import { formatDay, formatShanghai } from '../src/platform/calendar'
import { graphemes } from '../src/platform/text'
import type { Turn } from './dialogue'
import { short } from './wording'

/** Shorter than this it is no question that a person could answer. */
const LEAST = 4
/** The same question again so soon is the same question. */
const SAME_MS = 30 * 60_000
const HOTLINES = '急事请拨打12345政务服务便民热线；消费投诉举报请拨打12315。'
/** Longer than this a reply might outgrow WeChat's. */
const CONTACT_MAX = 60

/** Anything else is a question: answered from what is published, with its source, or handed to a person. */
export async function answerQuestion(turn: Turn): Promise<string> {
  const { office, words } = turn
  const { kind, answer, sources } = await office.ask.answer(words)
  if (kind === 'complaint') return answer
  if (kind === 'answered') return [short(answer, 330), '', ...sourceLines(turn, sources)].join('\n')
  const length = graphemes(words)
  if (length < LEAST || !/\p{Script=Han}|\p{L}{3}/u.test(words))
    return '没有看懂您的意思。请把问题说得完整一些，或回复“帮助”看看能做什么。'
  if (length > QUESTION_MAX) return `问题太长了，请用不超过${QUESTION_MAX}个字再说一遍。`
  return handOver(turn)
}

function sourceLines({ publicUrl }: Turn, sources: readonly AskSource[]): string[] {
  const [best, ...others] = sources
  if (!best) return []
  return [
    `出处：《${short(best.title, 60)}》`,
    `${publicUrl}${best.path}`,
    ...others.map((other) => `另见：《${short(other.title, 40)}》`),
  ]
}

/** A person answers: with a number to ask for it by. */
async function handOver({ office, resident, words }: Turn): Promise<string> {
  const [latest] = (await office.enquiryReads.mine(resident, { limit: 1 })).items
  const isSame = latest?.question === words && office.clock.now() - latest.receivedAt < SAME_MS
  const { number, dueOn } = isSame ? latest : await office.enquiries.open(resident, words, 'wechat')
  const own = contactWords((await office.settings.current()).contact)
  const hotlines = own ? `咨询电话${short(own, CONTACT_MAX)}；${HOTLINES}` : HOTLINES
  return `没有查到与这个问题有关的已公开内容，不敢乱说。\n已经转给工作人员，编号 ${number}，最迟 ${formatDay(dueOn)}答复；回复“留言”可以看进展。\n${hotlines}`
}

/** 留言: what became of one's own questions. */
export async function tellEnquiries({ office, resident }: Turn): Promise<string> {
  const { items } = await office.enquiryReads.mine(resident, { limit: 3 })
  if (items.length === 0) return '您还没有留言。有问题请直接发过来；查不到的，会转给工作人员并给您编号。'
  const told = items.map((e) => {
    const asked = `${e.number}（${formatShanghai(e.receivedAt)}）\n问：${short(e.question ?? '', 50)}`
    return `${asked}\n${e.answer === null ? `答：还在办理，最迟 ${formatDay(e.dueOn)}答复。` : `答：${short(e.answer, 120)}`}`
  })
  return ['您最近的留言：', ...told].join('\n')
}
