import type { AdoptionLine } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { dispose, dissolveLine, editLine, extendLine, listLines } from './lines.contract'

export function staffLineRoutes(
  counter: Counter,
  { adoption, consultationReads }: Pick<Office, 'adoption' | 'consultationReads'>,
): void {
  counter.serve(listLines, async ({ params, query }) => {
    await consultationReads.find(params.id, true)
    const { items, nextCursor } = await adoption.list(params.id, query)
    return { items: items.map(present), nextCursor }
  })
  counter.serve(dispose, async ({ caller, params, body: { commentIds, groupIds, ...words } }) => {
    const chosen = { commentIds, groupIds }
    return present(await adoption.dispose(caller, params.id, chosen, words))
  })
  counter.serve(extendLine, async ({ caller, params, body }) =>
    present(await adoption.extendLine(caller, params.id, params.lineId, body)),
  )
  counter.serve(editLine, async ({ caller, params, body: { commentIds, ...words } }) =>
    present(await adoption.editLine(caller, params.id, params.lineId, words, commentIds)),
  )
  counter.serve(dissolveLine, ({ caller, params }) => adoption.dissolve(caller, params.id, params.lineId))
}

function present({ consultationId: _, size, createdAt, changedAt, ...line }: AdoptionLine) {
  return { ...line, comments: size, createdAt: rfc3339(createdAt), changedAt: rfc3339(changedAt) }
}
