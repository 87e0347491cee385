import { type Concept, concepts, normalise } from '../../platform/chinese-words'
import { cutGraphemes, graphemes } from '../../platform/text'

export interface Passage {
  /** The source's own words, in its order. */
  text: string
  /** Share of the question's meaning that title and passage hold together, 0…1. */
  coverage: number
}

/** At least this much of a question must stand in a source for an answer; found by trying (ask.passages.test.ts). */
export const CONFIDENT = 0.65
/** And so much in the passage itself: a fitting title over other words is no answer. */
const OWN_SHARE = 0.3
/** One word of two characters, that not every question may hold. */
const OWN_WEIGHT = 2
const SENTENCES = 4
const LONGEST = 240
const ENOUGH = 40

/** Words that every question may hold: what it is about stands in the others. */
const generic = new Set(
  (
    '办 办理 规定 要求 问题 情况 时间 时候 地方 东西 手续 流程 材料 收费 费用 钱 标准 内容 方法 办法 注意 找 问 用 做 行 算 买 卖 人 事 家 店 单位 部门 电话 地址 ' +
    '没有 不能 可 应 怎 处理 了解 解释 意思 区别 等于 孩子 小孩 老人'
  ).split(' '),
)

function weightOf({ word }: Concept): number {
  const { length } = word
  return generic.has(word) || length === 1 ? length / 2 : length
}

export interface Question {
  concepts: readonly Concept[]
  weight: number
}

export function toQuestion(text: string): Question {
  const found = concepts(text)
  return { concepts: found, weight: found.reduce((sum, c) => sum + weightOf(c), 0) }
}

function held(question: Question, text: string): Set<Concept> {
  const plain = normalise(text)
  return new Set(question.concepts.filter((c) => c.forms.some((form) => plain.includes(form))))
}

const weigh = (set: ReadonlySet<Concept>) => [...set].reduce((sum, c) => sum + weightOf(c), 0)

/** 一、三问: it announces words and holds none. */
const heading = /^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）).{0,16}(?<![。！？；!?])$/u

/** Sentences of a plain text, each with what ends it. */
export function sentencesOf(body: string): string[] {
  return body
    .split(/(?<=[。！？；!?])|\n+/u)
    .map((s) => s.trim())
    .filter((s) => s !== '' && !heading.test(s))
}

/** The few sentences in a row that hold most of the question; null where none holds anything of it. */
export function bestPassage(question: Question, document: { title: string; body: string }): Passage | null {
  if (question.weight === 0) return null
  const sentences = sentencesOf(document.body)
  const inSentence = sentences.map((s) => held(question, s))
  const inTitle = held(question, document.title)
  let best: (Passage & { own: number }) | null = null
  for (let from = 0; from < sentences.length; from++) {
    if (inSentence[from]?.size === 0) continue
    const own = new Set<Concept>()
    let text = ''
    for (let to = from; to < sentences.length && to < from + SENTENCES; to++) {
      const next = text === '' ? (sentences[to] ?? '') : `${text}\n${sentences[to]}`
      if (text !== '' && graphemes(next) > LONGEST) break
      // A sentence that adds nothing is taken only while there is hardly anything to read.
      const adds = [...(inSentence[to] ?? [])].some((c) => !own.has(c))
      if (!adds && graphemes(text) >= ENOUGH) break
      text = next
      for (const c of inSentence[to] ?? []) own.add(c)
    }
    // Of two that hold the same, the one with fewer words around it.
    const ownWeight = weigh(own) - graphemes(text) / 10_000
    const coverage = weigh(new Set([...own, ...inTitle])) / question.weight
    if (!best || coverage > best.coverage || (coverage === best.coverage && ownWeight > best.own))
      best = { text: cutGraphemes(text, LONGEST), coverage, own: ownWeight }
  }
  if (!best || best.own < Math.max(question.weight * OWN_SHARE, OWN_WEIGHT)) return null
  return { text: best.text, coverage: best.coverage }
}

/** An answer somebody wrote to this very question: the whole of it, where the question is like the one asked. */
export function wholeAnswer(question: Question, faq: { title: string; body: string }): Passage | null {
  const inTitle = weigh(held(question, faq.title))
  if (question.weight === 0 || inTitle < Math.max(question.weight * OWN_SHARE, OWN_WEIGHT)) return null
  const coverage = weigh(held(question, `${faq.title}\n${faq.body}`)) / question.weight
  return { text: faq.body, coverage }
}

const complaint =
  /投诉|举报|维权|被骗|受骗|上当|欺诈|黑店|奸商|假货|缺斤少两|短斤少两|强制消费|(不给|不肯|拒绝|不让|不予)(退|换|赔|开发票)|(商家|老板|店家|卖家|店里|超市|饭店).{0,12}(骗|坑|宰客|跑路|关门|态度|失联|假)|(过期|变质|发霉|有虫|虫子|拉肚子).{0,20}(赔|怎么办|找谁|处理)?$/u
/** Somebody asks how it is done in general, and wants to read about it. */
const howTo =
  /(怎么|如何|怎样|在哪|哪里|什么渠道|途径|流程|电话|时限|多久).{0,6}(投诉|举报)|(投诉|举报).{0,6}(怎么|如何|在哪|哪里|渠道|途径|流程|电话|时限|要多久|多久)/u

/** Does somebody complain of something that happened to him? It goes to 12315; here nothing is decided about it. */
export const isComplaint = (text: string): boolean => complaint.test(normalise(text))

/** A complaint's words in a question about the way to complain. */
export const asksHow = (text: string): boolean => howTo.test(normalise(text))
