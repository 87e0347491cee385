import { type PlanDetail, type PlanItem, totalOf } from '../../src/modules/sampling'
import { rfc3339 } from '../../src/platform/clock'

const none = { drawn: 0, not_taken: 0, compliant: 0, non_compliant: 0 }

export function presentPlanItem({ plan, stage, counts }: PlanItem) {
  return {
    id: plan.id,
    number: plan.number,
    pollId: plan.pollId,
    title: plan.title,
    stage,
    ballots: plan.ballots,
    batches: totalOf(plan.lines),
    counts,
    createdAt: rfc3339(plan.createdAt),
  }
}

const personAt = (names: ReadonlyMap<string, string>, id: string | null, at: number | null) =>
  id === null || at === null ? null : { name: names.get(id) ?? '', at: rfc3339(at) }

/** Everybody a plan names, whose names must be looked up. */
export function peopleOf({ plan, draw }: PlanDetail): string[] {
  const ids = [...plan.contributorIds, plan.approvedBy, draw?.committedBy, draw?.drawnBy]
  return ids.flatMap((id) => id ?? [])
}

export function presentPlan(detail: PlanDetail, names: ReadonlyMap<string, string>) {
  const { plan, draw, byLine, dueOptionIds } = detail
  return {
    ...presentPlanItem(detail),
    rule: plan.rule,
    lines: plan.lines.map((line) => ({
      ...line,
      due: line.optionId !== null && dueOptionIds.has(line.optionId),
      counts: byLine.get(line.id) ?? none,
    })),
    matter: plan.matter,
    settings: plan.settings,
    questions: detail.poll.questions
      .filter((q) => q.kind === 'choice')
      .map(({ id, text, options }) => ({ id, text, options })),
    contentHash: plan.contentHash,
    contributors: plan.contributorIds.map((id) => names.get(id) ?? ''),
    approved: personAt(names, plan.approvedBy, plan.approvedAt),
    draw: draw && {
      algorithm: draw.algorithm,
      registersHash: draw.registersHash,
      commitment: draw.commitment,
      committed: { name: names.get(draw.committedBy) ?? '', at: rfc3339(draw.committedAt) },
      drawn: personAt(names, draw.drawnBy, draw.drawnAt),
      witness: draw.witness,
      seed: draw.seed,
    },
    planText: detail.planText && presentText(detail.planText),
    resultsText: detail.resultsText && presentText(detail.resultsText),
    windowEnds: detail.windowEnds,
    publishBy: detail.publishBy,
    retestsPending: detail.retestsPending,
    closedAt: rfc3339(detail.poll.closesAt),
    overdueDays: detail.overdueDays,
    told: plan.toldCampaignId !== null,
    allowed: detail.allowed,
  }
}

function presentText({ publishedAt, ...text }: NonNullable<PlanDetail['planText']>) {
  return { ...text, publishedAt: publishedAt === null ? null : rfc3339(publishedAt) }
}
