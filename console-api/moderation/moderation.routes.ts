import type { HeldText } from '../../src/modules/moderation'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { maskPersonal } from '../../src/platform/text'
import { decideHeldText, listHeldTexts } from './moderation.contract'

export function moderationRoutes(counter: Counter, { heldTexts }: Office): void {
  counter.serve(listHeldTexts, async ({ query }) => {
    const { items, nextCursor } = await heldTexts.list(query)
    return { items: items.map(present), nextCursor }
  })
  counter.serve(decideHeldText, async ({ caller, params, body }) =>
    present(await heldTexts.decide(caller, params.id, body.decision)),
  )
}

function present(held: HeldText) {
  return {
    id: held.id,
    type: held.subjectType,
    subjectId: held.subjectId,
    text: held.text === null ? null : maskPersonal(held.text),
    state: held.state,
    reason: held.label,
    attempts: held.attempts,
    writtenAt: rfc3339(held.writtenAt),
    decidedAt: held.decidedAt === null ? null : rfc3339(held.decidedAt),
  }
}
