import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { readLedger, verifyLedger } from './ledger.contract'

export function ledgerRoutes(counter: Counter, { ledger }: Pick<Office, 'ledger'>): void {
  counter.serve(readLedger, async ({ query }) => {
    const { items, nextCursor } = await ledger.list(query)
    return {
      items: items.map((e) => ({
        seq: e.seq,
        at: rfc3339(e.at),
        actor: { kind: e.actorKind, id: e.actorId, name: e.actorName },
        action: e.action,
        subject: { type: e.subjectType, id: e.subjectId },
        before: e.before,
        after: e.after,
        previousHash: e.previousHash,
        hash: e.hash,
      })),
      nextCursor,
    }
  })
  counter.serve(verifyLedger, () => ledger.verify())
}
