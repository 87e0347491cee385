import { canonicalJson, sha256 } from '../../platform/crypto'
import { type FieldError, invalidRequest } from '../../platform/problem'
import { type PollQuestion, ranking } from '../polls'
import type { DrawSettings, Linked, Matter, PlanLine, Rule, SamplingPlan } from './sampling.entities'

/** 得票前十、每类不少于五批次: what bureaus promise where nothing else was said. */
export const USUAL_TOP = 10
export const USUAL_BATCHES = 5
/** Of places and of what to test for, the first so many by votes. */
const MOST_WANTED = 3
export const BATCHES_AT_MOST = 500
export const PLAN_AT_MOST = 2_000

export const usualMatter: Matter = {
  basis: '《中华人民共和国食品安全法》第八十七条、第八十八条',
  authority: '市场监督管理局食品抽检科',
  content: '群众投票选出的食品类别，检验项目见各类别',
  method: '双随机抽取单位和抽样人员，购买样品，委托有资质的检验机构检验',
}
export const usualSettings: DrawSettings = { team: 2, perUnit: 2, maxLoad: 20, specialty: '' }

/** The poll an item came from, without its examples: 粮食加工品（小麦粉、大米） → 粮食加工品. */
export const itemName = (label: string): string => label.replace(/（[^）]*）$/, '').trim() || label

type Questions = readonly PollQuestion[]
const choices = (questions: Questions) => questions.filter((q) => q.kind === 'choice')

/** What stands where nobody has said otherwise: the first question names the items, wording tells the rest. */
export function usualRule(questions: Questions): Rule {
  const [item, ...others] = choices(questions)
  const named = (words: RegExp) => others.find((q) => words.test(q.text))?.id ?? null
  return {
    topN: USUAL_TOP,
    batchesEach: USUAL_BATCHES,
    itemQuestionId: item?.id ?? '',
    placeQuestionId: named(/哪里|哪些地方|场所|地点|在哪/),
    testQuestionId: named(/项目|担心/),
  }
}

/** @throws Problem invalid_request naming each field */
export function checkRule(rule: Rule, questions: Questions): void {
  const errors: FieldError[] = []
  const known = new Set(choices(questions).map((q) => q.id))
  const seen = new Set<string>()
  for (const field of ['itemQuestionId', 'placeQuestionId', 'testQuestionId'] as const) {
    const id = rule[field]
    if (id === null) continue
    if (!known.has(id)) errors.push({ path: field, message: '没有这道选择题' })
    else if (seen.has(id)) errors.push({ path: field, message: '同一道题只能有一种用途' })
    seen.add(id)
  }
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
}

/** A rule whose questions are gone, as the poll was written anew after it: what is usual stands in for them. */
export function ruleFor(questions: Questions, promised: Rule | null): Rule {
  const usual = usualRule(questions)
  if (!promised) return usual
  const { topN, batchesEach } = promised
  try {
    checkRule(promised, questions)
    return promised
  } catch {
    return { ...usual, topN, batchesEach }
  }
}

/** Equal votes share a rank, and whoever shares the last rank is in: no vote is worth less for where its option stands. */
export function wanted(question: PollQuestion | undefined, votes: ReadonlyMap<string, number>, top: number) {
  return question ? ranking(question, votes).filter((o) => o.votes > 0 && o.rank <= top) : []
}

/** The plan that the votes lead to, before anybody has touched it. */
export function draftLines(
  questions: Questions,
  rule: Rule,
  options: Readonly<Record<string, number>>,
): PlanLine[] {
  const votes = new Map(Object.entries(options))
  const question = (id: string | null) => questions.find((q) => q.id === id)
  const linked = (id: string | null): Linked[] =>
    wanted(question(id), votes, MOST_WANTED).map(({ optionId, label }) => ({ optionId, label }))
  const places = linked(rule.placeQuestionId)
  const tests = linked(rule.testQuestionId)
  return wanted(question(rule.itemQuestionId), votes, rule.topN).map((o) => ({
    id: o.optionId,
    optionId: o.optionId,
    item: itemName(o.label),
    votes: o.votes,
    rank: o.rank,
    batches: rule.batchesEach,
    places,
    tests,
    leftOut: false,
    reason: null,
  }))
}

export interface WrittenLine {
  optionId: string | null
  item: string
  batches: number
  places: Linked[]
  tests: Linked[]
  leftOut: boolean
  reason: string | null
}

/**
 * Lines as staff wrote them, with what the votes say put beside them by the office itself.
 * @throws Problem invalid_request: a voted-for item that is missing, left out or cut short without a reason, …
 */
export function checkLines(
  questions: Questions,
  rule: Rule,
  options: Readonly<Record<string, number>>,
  written: readonly WrittenLine[],
): PlanLine[] {
  const errors: FieldError[] = []
  const votes = new Map(Object.entries(options))
  const items = questions.find((q) => q.id === rule.itemQuestionId)
  const ranked = new Map((items ? ranking(items, votes) : []).map((o) => [o.optionId, o]))
  const due = new Set(wanted(items, votes, rule.topN).map((o) => o.optionId))
  const link = (path: string, questionId: string | null, given: readonly Linked[]): Linked[] => {
    const known = questions.find((q) => q.id === questionId)?.options ?? []
    return given.map((g, i) => {
      if (g.optionId === null) return g
      const option = known.find((o) => o.id === g.optionId)
      if (!option) errors.push({ path: `${path}.${i}.optionId`, message: '没有这个选项' })
      return { optionId: g.optionId, label: option?.label ?? g.label }
    })
  }
  let added = 0
  const lines = written.map((w, i): PlanLine => {
    const path = `lines.${i}`
    const fault = (field: string, message: string) => errors.push({ path: `${path}.${field}`, message })
    const voted = w.optionId === null ? undefined : ranked.get(w.optionId)
    if (w.optionId !== null && !voted) fault('optionId', '没有这个选项')
    if (w.optionId !== null && written.findIndex((o) => o.optionId === w.optionId) < i)
      fault('optionId', '同一个选项只能列一次')
    const isDue = w.optionId !== null && due.has(w.optionId)
    if (w.leftOut && !isDue) fault('leftOut', '只有群众投票选出的类别才需要说明不抽检')
    if (w.leftOut && w.batches !== 0) fault('batches', '不抽检的类别批次应为 0')
    if (!w.leftOut && w.batches < 1) fault('batches', '至少抽检 1 批次')
    if (isDue && w.leftOut && !w.reason) fault('reason', '群众投票选出的类别不抽检，请写明理由，理由将公布')
    if (isDue && !w.leftOut && w.batches < rule.batchesEach && !w.reason)
      fault('reason', `少于承诺的 ${rule.batchesEach} 批次，请写明理由，理由将公布`)
    if (!isDue && !w.reason) fault('reason', '这一类不在得票靠前的范围内，请写明增加的理由，理由将公布')
    return {
      id: w.optionId ?? `x${++added}`,
      optionId: w.optionId,
      item: voted ? itemName(voted.label) : w.item,
      votes: voted?.votes ?? 0,
      rank: voted && voted.votes > 0 ? voted.rank : null,
      batches: w.batches,
      places: link(`${path}.places`, rule.placeQuestionId, w.places),
      tests: link(`${path}.tests`, rule.testQuestionId, w.tests),
      leftOut: w.leftOut,
      reason: w.reason,
    }
  })
  for (const id of due)
    if (!written.some((w) => w.optionId === id))
      errors.push({
        path: 'lines',
        message: `群众投票选出的“${itemName(ranked.get(id)?.label ?? '')}”不能删去；不抽检的，请写明理由`,
      })
  if (totalOf(lines) > PLAN_AT_MOST)
    errors.push({ path: 'lines', message: `一份计划最多 ${PLAN_AT_MOST} 批次` })
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
  return lines
}

export const totalOf = (lines: readonly PlanLine[]) => lines.reduce((sum, line) => sum + line.batches, 0)

/** What is approved, drawn for, and published: nothing of it changes without the hash. */
export function planHashOf(
  plan: Pick<SamplingPlan, 'pollId' | 'number' | 'ballots' | 'rule' | 'lines' | 'matter' | 'settings'>,
): string {
  const { pollId, number, ballots, rule, lines, matter, settings } = plan
  return sha256(canonicalJson({ pollId, number, ballots, rule, lines, matter, settings }))
}

export const planNumberOf = (year: string, ordinal: number) => `CJ${year}-${String(ordinal).padStart(3, '0')}`
