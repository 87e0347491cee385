import type { BodyOf, ReplyOf } from '@/kit/client'
import { day } from '@/kit/format'

export type StaffDraw = ReplyOf<'get', '/api/staff/quizzes/{id}/draw'>
export type DrawAct = StaffDraw['allowed'][number]
export type RuleBody = NonNullable<BodyOf<'put', '/api/staff/quizzes/{id}/draw-rule'>>
export type SourceKind = RuleBody['source']['kind']
export type Colleague = ReplyOf<'get', '/api/staff/colleagues'>['items'][number]
export type StaffWin = ReplyOf<'get', '/api/staff/quizzes/{id}/wins'>['items'][number]
export type PrizeLedger = ReplyOf<'get', '/api/staff/quizzes/{id}/prize-ledger'>
export type RevealedClaim = ReplyOf<'post', '/api/staff/wins/{id}/disclosure'>

export const sourceWords: Record<SourceKind, { label: string; about: string }> = {
  witnesses: {
    label: '见证人份额',
    about: '几位见证人开放前各自承诺一个随机份额，结束后公布。只要有一位没有泄露，谁也不能事先知道结果。',
  },
  public: {
    label: '公开数值',
    about: '事先指定结束以后才公布的数值，例如某一期彩票的开奖号码，由两人分别录入。',
  },
  system: {
    label: '系统随机数',
    about: '只用系统在开放时承诺的随机数。最省事，但防不住掌握服务器的人，奖品贵重的不要用。',
  },
}

export const forfeitWords: Record<string, string> = {
  late: '逾期未登记',
  erased: '本人已注销',
  declined: '本人放弃',
  undeliverable: '无法送达',
  disqualified: '违反规则',
}
export const decidedReasons = ['declined', 'undeliverable', 'disqualified'] as const
export const handoverWords = { collected: '本人领取', mailed: '邮寄' } as const
export const movementWords: Record<PrizeLedger['items'][number]['kind'], string> = {
  stock_in: '入库',
  allotted: '分配',
  forfeited: '收回',
  handed_over: '发放',
}

/** Where the chance comes from, with what the rule says of it. */
export function sourceLine({ rule: { source }, value }: Pick<StaffDraw, 'rule' | 'value'>): string {
  const { label } = sourceWords[source.kind]
  if (source.kind !== 'public') return label
  const said = value === null ? '' : `，录入一致的数值：${value}`
  return `${label}：${source.name}（${source.announcedOn} 公布，${source.writing}）${said}`
}

/** `3f9a 02bc …`: 24 characters that people compare with their eyes. */
export const tokenWords = (token: string): string => token.match(/.{1,4}/g)?.join(' ') ?? token

/** A rule as it is filled in: fields of every source are kept while one chooses. */
export interface RuleDraft {
  kind: SourceKind
  witnessIds: string[]
  name: string
  writing: string
  announcedOn: string
  substitutes: number
  claimDays: number
  keepDays: number
  revealDays: number
}

export function draftOf({ rule, isWritten }: StaffDraw): RuleDraft {
  const { source, ...terms } = rule
  return {
    ...terms,
    // Nobody has chosen yet: the strongest one is offered first.
    kind: isWritten ? source.kind : 'witnesses',
    witnessIds: [...(source.witnessIds ?? [])],
    name: source.name ?? '',
    writing: source.writing ?? '',
    announcedOn: source.announcedOn ?? '',
  }
}

export function bodyOf(draft: RuleDraft): RuleBody {
  const { kind, witnessIds, name, writing, announcedOn, ...terms } = draft
  if (kind === 'witnesses') return { ...terms, source: { kind, witnessIds } }
  if (kind === 'public') return { ...terms, source: { kind, name, writing, announcedOn } }
  return { ...terms, source: { kind } }
}

/** What the service would refuse, told before it is asked; names are those of the contract. */
export function ruleFaults(draft: RuleDraft, closesAt: string): Record<string, string> {
  const faults: Record<string, string> = {}
  if (draft.kind === 'witnesses' && draft.witnessIds.length < 2)
    faults['source.witnessIds'] = '至少选两位见证人'
  if (draft.kind !== 'public') return faults
  if (!draft.name.trim()) faults['source.name'] = '请写明来源'
  if (!draft.writing.trim()) faults['source.writing'] = '请写明怎样书写'
  if (!draft.announcedOn) faults['source.announcedOn'] = '请选公布日期'
  else if (draft.announcedOn <= day(closesAt)) faults['source.announcedOn'] = '公布日期应晚于答题结束的那一天'
  return faults
}

/** What is to be done next, in a sentence, for whoever looks at it. */
export function nextWords(draw: StaffDraw): string {
  const idle = draw.witnesses.filter((w) => (draw.state === 'draft' ? !w.committedAt : !w.revealedAt))
  const names = idle.map((w) => w.name).join('、')
  switch (draw.state) {
    case 'draft':
      if (!draw.isWritten) return '还没有填写抽奖规则。不填写的，开放时使用预设规则：只用系统随机数。'
      return idle.length
        ? `等见证人${names}提交承诺，提交齐了才能开放。`
        : '可以开放。开放后规则和承诺同时公开，不能再改。'
    case 'announced':
      return '规则和承诺已经公开。答题结束时，参与名单随即固定。'
    case 'waiting':
      if (idle.length) return `等见证人${names}公布份额，齐了才能开奖。${lateWords(draw)}`
      return `等两人分别录入公开数值，录入一致才能开奖。${draw.enteredBy.length ? `已录入：${draw.enteredBy.join('、')}。` : ''}${lateWords(draw)}`
    case 'ready':
      return '所需内容已经齐全，由办公室或分管领导开奖，拟稿人本人不能办理。'
    case 'drawn':
      return '已经开奖，中奖人已收到通知。每期只开一次，不能重抽。'
    case 'void':
      return '已经宣布作废，不再开奖，奖品没有分配。'
  }
}

const lateWords = ({ revealBy }: StaffDraw): string =>
  revealBy ? `最迟 ${revealBy}；逾期仍缺的，由分管领导决定是否作废。` : ''
