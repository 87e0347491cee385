import type { AudienceKind, Level, Order } from './push.words'

type SubjectKind = Order['subject']['kind']

/** What is being put together on the screen; `own` leaves the audience to the thing itself. */
export interface Draft {
  kind: SubjectKind
  id: string
  title: string
  audience: AudienceKind | 'own'
  topic: string
  divisionId: string
  pollId: string
  consultationId: string
  channels: string[]
  level: Level
}

export const subjectOf = (asked: unknown): SubjectKind =>
  asked === 'poll_outcome' || asked === 'consultation_outcome' ? asked : 'publication'

function audienceOf(d: Draft): Order['audience'] {
  if (d.audience === 'own') return undefined
  if (d.audience === 'topic') return { kind: 'topic', topic: d.topic.trim() }
  if (d.audience === 'division') return { kind: 'division', divisionId: d.divisionId }
  if (d.audience === 'voters') return { kind: 'voters', pollId: d.pollId }
  if (d.audience === 'commenters') return { kind: 'commenters', consultationId: d.consultationId }
  return { kind: 'all' }
}

export function orderOf(d: Draft): Order {
  const audience = audienceOf(d)
  return {
    subject: { kind: d.kind, id: d.id },
    ...(audience ? { audience } : {}),
    channels: [...d.channels],
    level: d.level,
  }
}

/** What is still missing, by the contract's names for the fields. */
export function faultsOf(d: Draft): Record<string, string> {
  const faults: Record<string, string> = {}
  if (!d.id) faults['subject.id'] = '请选择要推送的内容'
  if (d.audience === 'topic' && !d.topic.trim()) faults['audience.topic'] = '请填写主题'
  if (d.audience === 'division' && !d.divisionId) faults['audience.divisionId'] = '请选择辖区'
  if (d.audience === 'voters' && !d.pollId) faults['audience.pollId'] = '请选择投票'
  if (d.audience === 'commenters' && !d.consultationId) faults['audience.consultationId'] = '请选择意见征集'
  if (d.channels.length === 0) faults.channels = '至少要有一个推送渠道'
  return faults
}
