import type { Tone } from '@/kit/states'
import type { Analysis, Clause, StaffComment } from './consultations.words'

export type Reading = NonNullable<StaffComment['reading']>
export type ReadStance = Reading['stance']
export type Flag = Reading['flags'][number]
export type Dimension = NonNullable<Reading['dimension']>
export type LabelName = Analysis['agreement'][number]['label']

export const readWords: Record<ReadStance, string> = {
  support: '赞成',
  oppose: '反对',
  amend: '建议修改',
  ask: '询问',
  mixed: '有赞成有反对',
  none: '看不出态度',
}
export const readTones: Record<ReadStance, Tone> = {
  support: 'success',
  oppose: 'danger',
  amend: 'warning',
  ask: 'primary',
  mixed: 'warning',
  none: 'info',
}
export const flagWords: Record<Flag, string> = {
  personal_data: '写有个人信息',
  spam: '像是广告',
  abuse: '言辞过激',
  too_short: '内容过短',
  question: '是询问',
  complaint: '像是投诉举报，宜转 12315',
  sarcasm: '像是反话',
  under_14: '像是不满十四周岁',
  service_issue: '反映页面或者系统问题',
}
export const dimensionWords: Record<Dimension, string> = {
  legality: '合法性',
  rationality: '合理性',
  feasibility: '可行性',
}
export const labelWords: Record<LabelName, string> = {
  stance: '态度',
  clauseIds: '条款',
  flags: '提示',
  dimension: '研究方面',
  group: '归组',
}

const isWithinArticle = (kind: Clause['kind']) =>
  kind === 'paragraph' || kind === 'item' || kind === 'subitem'

/** 第十条第二款（三）: from its article down. */
export function citeOf(clauses: readonly Clause[], id: string): string {
  const labels: string[] = []
  for (let clause = clauses.find((c) => c.id === id); clause; ) {
    labels.unshift(clause.label)
    const { parentId, kind } = clause
    clause = isWithinArticle(kind) && parentId ? clauses.find((c) => c.id === parentId) : undefined
  }
  return labels.join('')
}

/** The article that a clause stands in, or itself. */
export function articleIdOf(clauses: readonly Clause[], id: string): string {
  const clause = clauses.find((c) => c.id === id)
  return clause?.parentId && isWithinArticle(clause.kind) ? articleIdOf(clauses, clause.parentId) : id
}

/** “太重”、“罚得太多”; nothing where no words were kept. */
export const quotedList = (words: readonly string[] | undefined): string =>
  (words ?? [])
    .filter((w) => w !== '')
    .map((w) => `“${w}”`)
    .join('、')

export const same = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].sort().join() === [...b].sort().join()
