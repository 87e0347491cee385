import type { BodyOf, ReplyOf } from '@/kit/client'
import type { Tone } from '@/kit/states'

export type PublicationItem = ReplyOf<'get', '/api/staff/publications'>['items'][number]
export type Publication = ReplyOf<'get', '/api/staff/publications/{id}'>
export type Finding = Publication['findings'][number]
export type Field = Finding['field']
export type Step = Publication['mySteps'][number]
export type Kind = Publication['kind']
export type Level = NonNullable<Publication['level']>
export type Audience = NonNullable<Publication['audience']>
export type Sheet = ReplyOf<'get', '/api/staff/publications/{id}/review-sheet'>
export type Round = Sheet['rounds'][number]
export type Changes = ReplyOf<'get', '/api/staff/publications/{id}/changes'>
export type Written = BodyOf<'post', '/api/staff/publications'>

export const kindWords: Record<Kind, string> = {
  policy_interpretation: '政策解读',
  consumer_alert: '消费提示',
  notice: '通知公告',
  sampling_result: '抽检结果',
}

/** Data that go out with a text. */
export const annexWords: Record<NonNullable<Publication['annex']>['kind'], string> = {
  sampling_plan: '抽检计划',
  sampling_results: '全部批次的抽检结果',
}

export const levelWords: Record<Level, { label: string; tone: Tone; about: string }> = {
  info: { label: '一般', tone: 'info', about: '免打扰时段过后再发' },
  notice: { label: '提醒', tone: 'primary', about: '免打扰时段过后再发' },
  urgent: { label: '紧急', tone: 'danger', about: '任何时候都立即发出，先于其他推送' },
}

export const stepWords: Record<Step, string> = {
  first: '初审',
  second: '复审',
  final: '终审',
  confidentiality: '保密审查',
  confidentiality_major: '重大事项审批',
}

export const fieldWords: Record<Field, string> = {
  title: '标题',
  summary: '摘要',
  markdown: '正文',
  contact: '咨询方式',
}

export const findingWords: Record<string, string> = {
  id_number: '身份证号码',
  phone: '手机号码',
  bank_card: '银行卡号',
  email: '电子邮箱',
  secrecy_mark: '密级或不公开标识',
  contact_missing: '缺少咨询方式',
  empty_link: '链接或图片地址',
  missing_alt: '图片没有替代文字',
  odd_date: '日期',
  reserved_term: '专用名称',
}

/** What the secrecy officer may answer for; the rest can simply be put right. */
const overridable = ['id_number', 'phone', 'bank_card', 'secrecy_mark'] as const
export type OverridableCode = (typeof overridable)[number]
export const isOverridable = (code: string): code is OverridableCode =>
  overridable.some((known) => known === code)

export const channelWords: Record<string, { label: string; about: string }> = {
  inbox: { label: '站内消息', about: '本系统的消息箱，人人可收' },
  wechat_mini: { label: '小程序订阅消息', about: '须本人同意过订阅' },
  wechat_oa: { label: '服务号通知', about: '须关注并订阅' },
}

/** Blocking ones that nobody has answered for. */
export function unanswered(findings: readonly Finding[], overridden: readonly { code: string }[]): Finding[] {
  const answered = new Set(overridden.map((o) => o.code).filter(isOverridable) as string[])
  return findings.filter((f) => f.severity === 'blocking' && !answered.has(f.code))
}

export const audienceWords = (audience: Audience | undefined, divisions: ReadonlyMap<string, string>) => {
  if (audience?.kind === 'topic') return `关注“${audience.topic}”的群众`
  if (audience?.kind === 'division') return `${divisions.get(audience.divisionId) ?? '一个辖区'}的群众`
  return '全体群众'
}
