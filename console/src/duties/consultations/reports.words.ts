import type { ReplyOf } from '@/kit/client'
import type { Shown } from '@/kit/states'

export type Report = ReplyOf<'get', '/api/staff/consultations/{id}/report'>
export type ReportAct = Report['allowed'][number]
export type Reach = ReplyOf<'get', '/api/staff/consultations/{id}/report/reach'>
export type Revision = NonNullable<ReplyOf<'get', '/api/staff/consultations/{id}/revisions'>['revision']>
export type ClauseChange = Revision['changes'][number]
export type Coverage = ReplyOf<'get', '/api/staff/consultations/{id}/coverage'>
export type Invitation = Coverage['invitations'][number]
export type Assignment = ReplyOf<'get', '/api/staff/consultations/{id}/assignments'>['items'][number]
export type Reason = ReplyOf<'get', '/api/staff/reason-templates'>['items'][number]

export const reportStates: Record<Report['state'], Shown> = {
  draft: { label: '未送审', tone: 'info' },
  in_review: { label: '审核中', tone: 'primary' },
  returned: { label: '已退回', tone: 'warning' },
  cleared: { label: '审核通过', tone: 'success' },
  published: { label: '已公布', tone: 'success' },
}

export const changeWords: Record<ClauseChange['kind'], Shown> = {
  same: { label: '未改', tone: 'info' },
  changed: { label: '修改', tone: 'primary' },
  added: { label: '新增', tone: 'success' },
  removed: { label: '删去', tone: 'danger' },
  split: { label: '拆分', tone: 'warning' },
  merged: { label: '合并', tone: 'warning' },
}

export const wayWords: Record<Invitation['way'], string> = {
  letter: '发函',
  meeting: '座谈会',
  phone: '电话',
  push: '站内消息',
}

/** 第十条 → 第十一条; what was put in or taken out has one side only. */
export function changeTitle({ from, to }: Pick<ClauseChange, 'from' | 'to'>): string {
  const [was, is] = [from, to].map((side) => side.map((a) => a.label).join('、'))
  if (!was || !is) return was || is || ''
  return was === is ? is : `${was} → ${is}`
}

/** Something a reader would find different. */
export const isChanged = ({ kind, moved }: ClauseChange): boolean => kind !== 'same' || moved
