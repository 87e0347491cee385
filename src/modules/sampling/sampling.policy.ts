import type { StaffActor } from '../staff'
import type { SamplingDraw, SamplingPlan } from './sampling.entities'

const holds = (staff: StaffActor, ...roles: string[]) => roles.some((r) => staff.roles.includes(r))

/** Who will be visited is known to those who must know, and to the auditors. */
export const deskRoles = ['editor', 'head', 'office', 'leader', 'auditor'] as const
export const recordRoles = ['editor', 'head'] as const
export const approverRoles = ['office', 'leader'] as const
export const commitRoles = ['head', 'office'] as const
/** Whoever draws is another person than the one who fixed the registers; auditors may do it, as they have no part in it. */
export const drawRoles = ['office', 'leader', 'auditor'] as const

export const canReadDesk = (staff: StaffActor) => holds(staff, ...deskRoles)
export const canKeepRegisters = (staff: StaffActor) => holds(staff, ...recordRoles)
export const canSetRule = (staff: StaffActor) => holds(staff, 'editor')
export const canWritePlan = (staff: StaffActor) => holds(staff, 'editor')
export const canApprove = (staff: StaffActor, plan: Pick<SamplingPlan, 'contributorIds'>) =>
  holds(staff, ...approverRoles) && !plan.contributorIds.includes(staff.id)
export const canReopen = (staff: StaffActor) => holds(staff, ...approverRoles)
export const canCommit = (staff: StaffActor) => holds(staff, ...commitRoles)
export const canDraw = (staff: StaffActor, draw: Pick<SamplingDraw, 'committedBy'>) =>
  holds(staff, ...drawRoles) && draw.committedBy !== staff.id
export const canRecord = (staff: StaffActor) => holds(staff, ...recordRoles)
export const canDraftText = (staff: StaffActor) => holds(staff, 'editor')

export const planStages = ['draft', 'approved', 'committed', 'drawn', 'published'] as const
export type PlanStage = (typeof planStages)[number]

export function stageOf(
  plan: Pick<SamplingPlan, 'approvedAt' | 'drawnAt' | 'publishedResults'>,
  draw: Pick<SamplingDraw, 'committedAt'> | null,
): PlanStage {
  if (plan.publishedResults) return 'published'
  if (plan.drawnAt !== null) return 'drawn'
  if (plan.approvedAt === null) return 'draft'
  return draw ? 'committed' : 'approved'
}

export const planActs = [
  'edit',
  'approve',
  'reopen',
  'publish_plan',
  'commit',
  'draw',
  'import',
  'record',
  'publish_results',
] as const
export type PlanAct = (typeof planActs)[number]

/** What this person may do with it as it stands, for the buttons of a console; every use case judges for itself. */
export function allowedActs(
  staff: StaffActor,
  plan: SamplingPlan,
  draw: SamplingDraw | null,
  complete: boolean,
): PlanAct[] {
  const isDraft = plan.approvedAt === null
  const isDrawn = plan.drawnAt !== null
  const may: Record<PlanAct, boolean> = {
    edit: isDraft && canWritePlan(staff),
    approve: isDraft && canApprove(staff, plan),
    reopen: !isDraft && !isDrawn && canReopen(staff),
    publish_plan: !isDraft && canDraftText(staff),
    commit: !isDraft && !isDrawn && canCommit(staff),
    draw: !isDrawn && draw !== null && canDraw(staff, draw),
    import: isDrawn && canRecord(staff),
    record: isDrawn && canRecord(staff),
    publish_results: isDrawn && complete && canDraftText(staff),
  }
  return planActs.filter((act) => may[act])
}
