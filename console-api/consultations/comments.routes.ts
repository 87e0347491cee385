import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { maskPersonal } from '../../src/platform/text'
import { enterComment, listComments } from './comments.contract'
import { presentComment } from './consultations.present'

type Services = Pick<Office, 'consultationReads' | 'commentReads' | 'commentDesk'>

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
    return presentComment({ ...comment, clauseLabel, duplicateOf, reading: null })
  })
}
