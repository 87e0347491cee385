import { z } from 'zod'
import type { Clause, Consultation } from '../src/modules/consultations'
import { formatShanghai } from '../src/platform/calendar'
import { text as textField } from '../src/platform/text'
import { dialogue, LEAVE, type Reply, type Turn } from './dialogue'
import { type ClauseNamed, choiceIn, clauseIn, isQuestion, spoken } from './reading'
import { numbered, short } from './wording'

const clause = z.object({ id: z.string().nullable(), label: z.string() })
const state = z.union([
  z.object({ ids: z.array(z.string()), next: z.number() }),
  z.object({ consultationId: z.string(), clause: clause.nullable() }),
])
type State = z.infer<typeof state>
type Reading = Extract<State, { consultationId: string }>

const opinion = textField({ max: 2000, multiline: true })
const HOW =
  '请回复条款号和意见，例如“第十条 应当写明期限”，或“10 应当写明期限”；对整个稿子提意见请回复“全文”和意见。只回复条款号可以先看条文。'

/** 征求意见: choose a draft, name the clause, say the opinion. */
export const consultations = dialogue<State>({
  topic: 'consultations',
  state,
  begin: (turn) => list(turn, 0),

  async go(turn, state) {
    if ('consultationId' in state) return hear(turn, state)
    if (spoken(turn.words) === '更多') return list(turn, state.next)
    const consultationId = state.ids[(choiceIn(turn.words, state.ids.length) ?? 0) - 1]
    if (consultationId === undefined && isQuestion(turn.words)) return null
    if (consultationId === undefined)
      return { text: `请回复 1 到 ${state.ids.length} 之间的一个数字，选择一份征求意见稿。${LEAVE}`, state }
    const { consultation, articles } = await read(turn, consultationId)
    return {
      text: `《${short(consultation.title, 50)}》\n${articles > 0 ? `共 ${articles} 条，` : ''}意见收到 ${formatShanghai(consultation.closesAt)}。\n${short(consultation.explanation, 150)}\n\n${HOW}`,
      state: { consultationId, clause: null },
    }
  },

  async back(turn, state) {
    if (!('consultationId' in state) || state.clause === null) return list(turn, 0)
    return { text: HOW, state: { ...state, clause: null } }
  },
})

async function list({ office }: Turn, wanted: number): Promise<Reply> {
  const { items } = await office.consultationReads.list({ state: 'open', limit: 20 })
  if (items.length === 0) return { text: '现在没有正在征求意见的文件，欢迎以后再来。', state: null }
  const { text, next } = numbered(
    '正在征求意见：',
    items.map((c) => c.title),
    '请回复数字选择一份，例如 1。',
    wanted,
  )
  return { text, state: { ids: items.map((c) => c.id), next } }
}

async function read({ office }: Turn, id: string) {
  const consultation: Consultation = await office.consultationReads.find(id)
  const clauses = (await office.consultationReads.draft(id))?.clauses ?? []
  return { consultation, clauses, articles: clauses.filter((c) => c.kind === 'article').length }
}

async function hear(turn: Turn, state: Reading): Promise<Reply> {
  const named = clauseIn(turn.words)
  // Of somebody who has named the clause already, “3 天太短” is an opinion and “3” another clause.
  const isElsewhere = named && (named.opinion === '' || !/^[\d０-９]/.test(turn.words))
  if (state.clause && !isElsewhere) return take(turn, state, state.clause, turn.words)
  if (!named) return { text: `请先说明意见是对哪一条的。\n${HOW}\n${LEAVE}`, state }
  const { clauses, articles } = await read(turn, state.consultationId)
  if (named.article === null) {
    const whole = { id: null, label: '全文' }
    if (named.opinion !== '') return take(turn, state, whole, named.opinion)
    return { text: `请直接回复您对整个稿子的意见。${LEAVE}`, state: { ...state, clause: whole } }
  }
  const found = findClause(clauses, named)
  if (!found) {
    const range = articles > 0 ? `稿子共有 ${articles} 条。` : ''
    return { text: `征求意见稿里没有这一条。${range}\n${HOW}`, state }
  }
  const label = (await turn.office.commentReads.citations([found.id])).get(found.id) ?? found.label
  if (named.opinion !== '') return take(turn, state, { id: found.id, label }, named.opinion)
  return {
    text: `${short(textOf(clauses, found), 350)}\n\n请直接回复您对${label}的意见，请不要写姓名、电话和住址。${LEAVE}`,
    state: { ...state, clause: { id: found.id, label } },
  }
}

/** The clause somebody named, or null where the draft has none such. */
export function findClause(clauses: readonly Clause[], named: ClauseNamed): Clause | null {
  const suffix = named.suffix ?? null
  const top = clauses.find(
    (c) => c.kind === 'article' && c.number === named.article && (c.suffix ?? null) === suffix,
  )
  const within = (parent: Clause | undefined, kind: Clause['kind'], number: number | null) =>
    number === null
      ? parent
      : clauses.find((c) => c.parentId === parent?.id && c.kind === kind && c.number === number)
  return within(within(top, 'paragraph', named.paragraph), 'item', named.item) ?? null
}

/** The clause with all that belongs to it, as it stands in the draft. */
function textOf(clauses: readonly Clause[], clause: Clause): string {
  const below = clauses.filter((c) => c.parentId === clause.id).map((c) => textOf(clauses, c))
  return [clause.heading + clause.text, ...below].join('')
}

async function take(
  turn: Turn,
  state: Reading,
  clause: { id: string | null; label: string },
  words: string,
): Promise<Reply> {
  const written = opinion.safeParse(words)
  if (!written.success)
    return { text: `${written.error.issues[0]?.message ?? '没有收到文字'}，请重新回复您的意见。`, state }
  const given = { text: written.data, ...(clause.id === null ? {} : { clauseId: clause.id }) }
  const { comment, isNew } = await turn.office.commentBox.comment(
    turn.resident,
    state.consultationId,
    given,
    'wechat',
  )
  const done = isNew ? '已收到，感谢您的意见！' : '这条意见您刚才已经提过了，我们只记一次。'
  return {
    text: `${done}\n对象：${clause.label}\n时间：${formatShanghai(comment.receivedAt)}\n回执：${comment.receipt}\n采纳情况会在征求意见结束后公布。还想提意见，请再回复“征求意见”。`,
    state: null,
  }
}
