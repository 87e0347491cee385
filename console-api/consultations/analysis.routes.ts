import type { Consultation } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { judgeComment, readAnalysis, readCommentGroup } from './analysis.contract'
import { presentDetail, presentGroup, presentRead, presentReading, presentStances } from './analysis.present'
import { presentTotals } from './consultations.present'

/** Groups shown when a screen asks for the first page along with something else. */
export const FIRST_GROUPS = { limit: 100 }

export type AnalysisServices = Pick<
  Office,
  'consultationReads' | 'commentReads' | 'consultationAnalysis' | 'groupReads'
>
type Services = AnalysisServices & Pick<Office, 'groupDetails' | 'judging'>

export function staffAnalysisRoutes(counter: Counter, services: Services): void {
  const { consultationReads, commentReads, groupDetails, judging } = services

  counter.serve(readAnalysis, async ({ params, query }) =>
    analysisOf(services, await consultationReads.find(params.id, true), query),
  )
  counter.serve(readCommentGroup, async ({ params, query }) => {
    await consultationReads.find(params.id, true)
    const detail = await groupDetails.detail(params.id, params.groupId, query)
    const clauses = [detail, ...detail.parts].map((g) => g.clauseId)
    return presentDetail(detail, await commentReads.citations(clauses))
  })
  counter.serve(judgeComment, async ({ caller, params, body }) =>
    presentReading(await judging.judge(caller, params.id, params.commentId, body)),
  )
}

/** Also a part of the consultation itself, for a screen that shows both. */
export async function analysisOf(
  { consultationReads, commentReads, consultationAnalysis, groupReads }: AnalysisServices,
  consultation: Consultation,
  { clauseId, cursor, limit }: { clauseId?: string; cursor?: string; limit: number },
) {
  const counters = await consultationReads.counters(consultation)
  const answered = await consultationReads.answered(consultation.id)
  const totals = presentTotals(counters)
  const done = answered.get('answered') ?? 0
  const { analysed, counters: read, agreement } = await groupReads.overview(consultation.id)
  const articleId = clauseId && (await consultationReads.articleOf(consultation.id, clauseId))
  const { groups, nextCursor } = await groupReads.list(consultation.id, { articleId, cursor, limit })
  const labels = await commentReads.citations(groups.map((g) => g.clauseId))
  const clauses = await consultationAnalysis.clauses(consultation, counters, answered)
  return {
    clauses: clauses.map((c) => ({ ...c, read: presentStances(read, `clause:${c.clauseId ?? '-'}`) })),
    groups: groups.map((g) => presentGroup(g, labels)),
    nextCursor,
    totals,
    read: presentRead(read),
    agreement,
    progress: {
      analysed,
      total: totals.comments,
      answered: done,
      unanswered: totals.comments - done,
    },
  }
}
