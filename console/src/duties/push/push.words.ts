import type { BodyOf, ReplyOf } from '@/kit/client'
import { quoted } from '@/kit/format'
import type { Tone } from '@/kit/states'

export type Progress = ReplyOf<'get', '/api/staff/campaigns/{id}'>
export type Campaign = ReplyOf<'get', '/api/staff/campaigns'>['items'][number]
export type Order = NonNullable<BodyOf<'post', '/api/staff/campaigns'>>
export type Preview = ReplyOf<'post', '/api/staff/campaigns/preview'>
export type Audience = Campaign['audience']
export type AudienceKind = Exclude<Audience['kind'], 'asker' | 'winners'>
export type Level = Campaign['level']
export type Template = ReplyOf<'get', '/api/staff/message-templates'>['items'][number]
export type Delivery = ReplyOf<'get', '/api/staff/deliveries'>['items'][number]
export type Menu = ReplyOf<'get', '/api/staff/service-account/menu'>['menu']

export const levelNames: Record<Level, { label: string; tone: Tone; about: string }> = {
  info: { label: '一般', tone: 'info', about: '按先后顺序发送' },
  notice: { label: '提示', tone: 'primary', about: '按先后顺序发送，标明“提示”' },
  urgent: { label: '紧急', tone: 'danger', about: '正在发送的其他推送全部让路，先发这一条' },
}
export const subjectNames: Record<Campaign['subjectKind'], string> = {
  publication: '发布的信息',
  poll_outcome: '投票结果',
  consultation_outcome: '意见采纳情况',
  consultation_invitation: '邀请提意见',
  enquiry_answer: '留言答复',
  quiz_prize: '中奖通知',
}
export const audienceNames: Record<AudienceKind, { label: string; about: string }> = {
  all: { label: '全体', about: '所有同意接收的群众' },
  topic: { label: '关注某个主题的', about: '在设置里选了这个主题的群众' },
  division: { label: '某个辖区的', about: '选了这个县区或它下面单位的群众' },
  voters: { label: '投过票的', about: '参加过一次“你点我检”的群众' },
  commenters: { label: '提过意见的', about: '在一次意见征集里留过意见的群众' },
}
export const channelNames: Record<string, string> = {
  inbox: '站内消息',
  wechat_mini: '小程序订阅消息',
  wechat_oa: '服务号消息',
}
export const channelName = (channel: string): string => channelNames[channel] ?? channel

/** For a narrow column: 站内、小程序、服务号. */
export const channelShort = (channel: string): string => channelName(channel).replace(/(订阅)?消息$/, '')

/** Who a push is for, in words; `names` knows the divisions, polls and consultations that were read. */
export function audienceWords(audience: Audience, names: ReadonlyMap<string, string> = new Map()): string {
  if (audience.kind === 'topic') return `关注“${audience.topic}”的群众`
  if (audience.kind === 'division') return `${names.get(audience.divisionId) ?? '某个辖区'}的群众`
  if (audience.kind === 'voters')
    return names.has(audience.pollId)
      ? `${quoted(names.get(audience.pollId) ?? '')}的投票人`
      : '一次投票的投票人'
  if (audience.kind === 'commenters')
    return names.has(audience.consultationId)
      ? `${quoted(names.get(audience.consultationId) ?? '')}的留言人`
      : '一次意见征集的留言人'
  if (audience.kind === 'winners') return '问答的中奖人'
  return audience.kind === 'asker' ? '留言的人' : '全体群众'
}

/** Deliveries by what may still become of them, in the order of the bar. */
export const deliveryWords: { state: string; label: string; about: string; tone: Tone }[] = [
  { state: 'delivered', label: '已送达', about: '微信回执确认，或已进入站内消息', tone: 'success' },
  { state: 'sent', label: '已发出', about: '微信已接收，等回执', tone: 'primary' },
  { state: 'queued', label: '待发送', about: '排队等候发送', tone: 'info' },
  { state: 'busy', label: '平台繁忙', about: '稍后自动再试', tone: 'warning' },
  { state: 'quota', label: '额度用尽', about: '等微信额度恢复后自动再试', tone: 'warning' },
  {
    state: 'unknown',
    label: '结果不明',
    about: '可能已发出，不会自动重发，等回执或人工认定',
    tone: 'danger',
  },
  { state: 'failed', label: '因繁忙未发出', about: '微信答复繁忙、没有发出，可以补发', tone: 'danger' },
  { state: 'undelivered', label: '未送达', about: '微信回执或人工认定没有送到', tone: 'warning' },
  { state: 'refused', label: '对方未订阅', about: '没有同意接收，或已退订', tone: 'info' },
  { state: 'window_closed', label: '不在可发时段', about: '微信不允许此时发给这个人', tone: 'info' },
  {
    state: 'bad_payload',
    label: '内容不合要求',
    about: '微信不接受这条内容，请核对消息模板',
    tone: 'danger',
  },
  { state: 'cancelled', label: '已取消', about: '取消推送时还没有发出', tone: 'info' },
]

export interface Counted {
  state: string
  label: string
  about: string
  tone: Tone
  n: number
}
/** Every state the service counts, known here or not, so that the lines always add up to the whole. */
export function counted(counts: Readonly<Record<string, number>>): Counted[] {
  const known = new Set(deliveryWords.map((w) => w.state))
  const others = Object.keys(counts).filter((s) => !known.has(s))
  return [
    ...deliveryWords,
    ...others.map((s) => ({ state: s, label: s, about: '', tone: 'info' as Tone })),
  ].map((w) => ({
    ...w,
    n: counts[w.state] ?? 0,
  }))
}
export const at = (counts: Readonly<Record<string, number>>, state: string): number => counts[state] ?? 0
export const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((a, b) => a + b, 0)
const unfinished = ['queued', 'busy', 'quota']
/** How much of a push is behind it. */
export function doneShare(counts: Readonly<Record<string, number>>): number {
  const whole = sum(counts)
  const left = unfinished.reduce((n, s) => n + (counts[s] ?? 0), 0)
  return whole === 0 ? 0 : Math.floor(((whole - left) / whole) * 100)
}

export const homeNames: Record<Template['home'], string> = { mini: '小程序', oa: '服务号' }
export const templateKindNames: Record<Template['kind'], string> = {
  one_time: '一次性订阅',
  long_term: '长期订阅',
  unsolicited: '不用订阅',
}
export const purposeNames: Record<Template['purpose'], string> = {
  alert: '紧急提示',
  notice: '通知提醒',
  vote_result: '投票结果',
  consultation_outcome: '意见采纳情况',
  quiz_prize: '中奖通知',
  enquiry_answer: '留言答复',
}
export const contentNames: Record<string, string> = {
  title: '标题',
  summary: '摘要',
  day: '日期',
  moment: '时间',
}
export const fieldWords = (f: Template['fields'][number]): string =>
  `${f.key}：${f.from ? (contentNames[f.from] ?? f.from) : `“${f.text ?? ''}”`}`
