import type { ReplyOf } from '@/kit/client'
import type { Tone } from '@/kit/states'

export type ListedConsultation = ReplyOf<'get', '/api/staff/consultations'>['items'][number]
export type Consultation = ReplyOf<'get', '/api/staff/consultations/{id}'>
export type Draft = NonNullable<Consultation['draft']>
export type Clause = Draft['clauses'][number]
export type Warning = Draft['warnings'][number]
export type Analysis = ReplyOf<'get', '/api/staff/consultations/{id}/analysis'>
export type ClauseCount = Analysis['clauses'][number]
export type CommentGroup = Analysis['groups'][number]
export type StaffComment = ReplyOf<'get', '/api/staff/consultations/{id}/comments'>['items'][number]
export type Line = ReplyOf<'get', '/api/staff/consultations/{id}/lines'>['items'][number]
export type Stance = NonNullable<StaffComment['stance']>
export type Disposition = Line['disposition']

export const stanceWords: Record<Stance | 'unstated', string> = {
  support: '赞成',
  oppose: '反对',
  amend: '建议修改',
  ask: '询问',
  unstated: '未表态',
}
export const stanceTones: Record<Stance, Tone> = {
  support: 'success',
  oppose: 'danger',
  amend: 'warning',
  ask: 'primary',
}
export const sourceWords: Record<StaffComment['source'], string> = {
  mini_program: '小程序',
  wechat: '微信对话',
  website: '网站',
  email: '电子邮件',
  letter: '信函',
  meeting: '座谈会',
}
export const groupWords: Record<NonNullable<StaffComment['group']>, string> = {
  resident: '居民',
  business: '经营者',
  association: '行业协会',
  other: '其他',
}
export const writerWords: Record<NonNullable<StaffComment['writerKind']>, string> = {
  individual: '个人',
  organisation: '单位',
  anonymous: '未署名',
}
export const dispositionWords: Record<Disposition, { label: string; tone: Tone }> = {
  adopted: { label: '采纳', tone: 'success' },
  partly_adopted: { label: '部分采纳', tone: 'primary' },
  not_adopted: { label: '不采纳', tone: 'danger' },
  out_of_scope: { label: '不属于本次征求意见范围', tone: 'info' },
}
export const kindWords: Record<Clause['kind'], string> = {
  part: '编',
  chapter: '章',
  section: '节',
  article: '条',
  paragraph: '款',
  item: '项',
  subitem: '目',
}
export const optionsOf = <K extends string>(words: Record<K, string>): { value: K; label: string }[] =>
  (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }))

/** Written by hand and stored nowhere: a comment on the draft as a whole. */
export const WHOLE = '-'
/** Answers are prepared by these; others read. */
export const answerers = ['editor', 'head', 'office', 'leader'] as const
export const commentReaders = [...answerers, 'auditor'] as const
