import type { BodyOf, ReplyOf } from '@/kit/client'
import type { Role } from '@/session/roles'

export type PlanItem = ReplyOf<'get', '/api/staff/sampling/plans'>['items'][number]
export type Plan = ReplyOf<'get', '/api/staff/sampling/plans/{id}'>
export type PlanLine = Plan['lines'][number]
export type PlanAct = Plan['allowed'][number]
export type WrittenPlan = NonNullable<BodyOf<'put', '/api/staff/sampling/plans/{id}'>>
export type WrittenLine = WrittenPlan['lines'][number]
export type Linked = PlanLine['places'][number]
export type Batch = ReplyOf<'get', '/api/staff/sampling/plans/{id}/batches'>['items'][number]
export type Unit = ReplyOf<'get', '/api/staff/sampling/units'>['items'][number]
export type Inspector = ReplyOf<'get', '/api/staff/sampling/inspectors'>['items'][number]
export type RegisterImport = ReplyOf<'post', '/api/staff/sampling/units/sheet'>
export type ResultsImport = ReplyOf<'post', '/api/staff/sampling/plans/{id}/results/sheet'>
export type RetestState = NonNullable<Batch['retest']>['state']

/** Who will be visited is told to those who work with it. */
export const deskRoles = ['editor', 'head', 'office', 'leader', 'auditor'] as const satisfies readonly Role[]
export const recordRoles = ['editor', 'head'] as const satisfies readonly Role[]

export const retestWords: Record<RetestState, string> = {
  applied: '正在复检',
  declined: '未受理或已撤回',
  upheld: '复检维持不合格',
  overturned: '复检推翻，合格',
}

/** Parted by ；: an option may hold a 、 itself. */
export const labels = (linked: readonly Linked[]): string => linked.map((l) => l.label).join('；')

/** Batches that have a result, or a reason for having none. */
export const doneOf = ({ counts }: Pick<PlanItem, 'counts'>): number =>
  counts.compliant + counts.non_compliant + counts.not_taken

export const takenOf = (counts: PlanItem['counts']): number => counts.compliant + counts.non_compliant

export interface Step {
  name: string
  state: 'done' | 'now' | 'later'
  /** Who did it and when, or what it waits for. */
  about: string
}
