import type { MassSend } from '../../src/modules/push'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { createMassSend, listMassSends, settleMassSend } from './mass.contract'

export function massRoutes(counter: Counter, { massSends }: Office): void {
  counter.serve(listMassSends, async ({ query }) => {
    const { items, ...month } = await massSends.list(query.month)
    return { ...month, items: items.map(present), nextCursor: null }
  })
  counter.serve(createMassSend, async ({ caller, body }) =>
    present(await massSends.create(caller, body.publicationId)),
  )
  counter.serve(settleMassSend, async ({ caller, params, body }) =>
    present(await massSends.settle(caller, params.id, body.outcome, body.reason)),
  )
}

function present(m: MassSend) {
  return {
    id: m.id,
    month: m.month,
    place: m.place,
    publicationId: m.publicationId,
    title: m.title,
    state: m.state,
    errorCode: m.errorCode,
    report: m.report,
    createdBy: m.createdBy,
    createdAt: rfc3339(m.createdAt),
    finishedAt: m.finishedAt === null ? null : rfc3339(m.finishedAt),
  }
}
