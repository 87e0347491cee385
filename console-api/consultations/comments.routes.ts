import type { Consultation } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { maskPersonal } from '../../src/platform/text'
import { enterComment, listComments, readAnalysis } from './comments.contract'
import { presentComment, presentTotals } from './consultations.present'

type Services = Pick<Office, 'consultationReads' | 'commentReads' | 'commentDesk' | 'consultationAnalysis'>

export function staffCommentRoutes(counter: Counter, services: Services): void {
  const { consultationReads, commentReads, commentDesk } = services

  counter.serve(listComments, async ({ caller, params, query }) => {
    const { reveal, ...filter } = query
    await consultationReads.find(params.id, true)
    const unmasked = reveal === 'true'
    // The book cannot forget: what was looked for may name somebody.
    const noted = { ...filter, q: filter.q && maskPersonal(filter.q) }
    if (unmasked) await commentDesk.noteReveal(caller, params.id, noted)
    const { items, nextCursor } = await commentReads.list(params.id, filter, unmasked)
    return { items: items.map(presentComment), nextCursor }
  })
  counter.serve(enterComment, async ({ caller, params, body }) => {
    const { comment, duplicateOf } = await commentDesk.enterComment(caller, params.id, body)
    const labels = await commentReads.citations([comment.clauseId])
    const clauseLabel = comment.clauseId && (labels.get(comment.clauseId) ?? null)
    return presentComment({ ...comment, clauseLabel, duplicateOf })
  })
  counter.serve(readAnalysis, async ({ params }) =>
    analysisOf(services, await consultationReads.find(params.id, true)),
  )
}

/** Also a part of the consultation itself, for a screen that shows both. */
export async function analysisOf(
  { consultationReads, consultationAnalysis }: Pick<Services, 'consultationReads' | 'consultationAnalysis'>,
  consultation: Consultation,
) {
  const counters = await consultationReads.counters(consultation)
  const answered = await consultationReads.answered(consultation.id)
  const totals = presentTotals(counters)
  const done = answered.get('answered') ?? 0
  return {
    clauses: await consultationAnalysis.clauses(consultation, counters, answered),
    groups: await consultationAnalysis.groups(consultation),
    totals,
    // Equal texts are counted in the commit that takes the comment: nothing is ever waiting.
    progress: {
      analysed: totals.comments,
      total: totals.comments,
      answered: done,
      unanswered: totals.comments - done,
    },
  }
}
