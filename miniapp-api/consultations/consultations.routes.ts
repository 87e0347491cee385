import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import {
  comment,
  listConsultations,
  listMyComments,
  readCommentCounts,
  readConsultation,
} from './consultations.contract'
import {
  presentConsultation,
  presentCounts,
  presentDraft,
  presentOutcome,
  presentReceipt,
} from './consultations.present'

type Services = Pick<Office, 'consultationReads' | 'commentBox' | 'commentReads' | 'reportReads'>

export function consultationRoutes(counter: Counter, services: Services): void {
  const { consultationReads, commentBox, commentReads, reportReads } = services
  counter.serve(listConsultations, async ({ query }) => {
    const { items, nextCursor } = await consultationReads.list(query)
    return { items: items.map((c) => presentConsultation(c, consultationReads.state(c))), nextCursor }
  })
  counter.serve(readConsultation, async ({ params }) => {
    const consultation = await consultationReads.find(params.id)
    const draft = await consultationReads.draft(params.id)
    const facts = presentConsultation(consultation, consultationReads.state(consultation))
    return { ...facts, draft: presentDraft(draft) }
  })
  counter.serve(readCommentCounts, async ({ params }) => {
    const consultation = await consultationReads.find(params.id)
    return presentCounts(consultation.id, await consultationReads.counters(consultation))
  })
  counter.serve(comment, async ({ caller, params, body }) => {
    const taken = await commentBox.comment(caller, params.id, body)
    return answer({ status: taken.isNew ? 201 : 200, body: presentReceipt(taken.comment) })
  })
  counter.serve(listMyComments, async ({ caller, query }) => {
    const { items, nextCursor } = await commentReads.mine(caller, query)
    const outcomes = await reportReads.outcomes(items)
    return {
      items: items.map((c) => ({
        ...presentReceipt(c),
        consultationId: c.consultationId,
        consultationTitle: c.consultationTitle,
        clauseId: c.clauseId,
        clauseLabel: c.clauseLabel,
        text: c.text,
        stance: c.stance,
        quotable: c.quotable,
        outcome: presentOutcome(outcomes.get(c.id)),
      })),
      nextCursor,
    }
  })
}
