import { actionName, actionNames, dutyNames, subjectName, subjectNames } from '../../src/modules/ledger'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { listLedgerNames, readLedger, verifyLedger } from './ledger.contract'

export function ledgerRoutes(
  counter: Counter,
  { ledger, ledgerSearch }: Pick<Office, 'ledger' | 'ledgerSearch'>,
): void {
  counter.serve(readLedger, async ({ query: { q, ...filter } }) => {
    const { items, ...rest } = q
      ? await ledgerSearch.search(filter, q)
      : { ...(await ledger.list(filter)), searchedDownTo: null }
    const titleOf = await ledgerSearch.titles(items.map((e) => ({ type: e.subjectType, id: e.subjectId })))
    return {
      items: items.map((e) => ({
        seq: e.seq,
        at: rfc3339(e.at),
        actor: { kind: e.actorKind, id: e.actorId, name: e.actorName },
        action: e.action,
        actionName: actionName(e.action),
        subject: {
          type: e.subjectType,
          typeName: subjectName(e.subjectType),
          id: e.subjectId,
          title: titleOf({ type: e.subjectType, id: e.subjectId }),
        },
        before: e.before,
        after: e.after,
        previousHash: e.previousHash,
        hash: e.hash,
      })),
      ...rest,
    }
  })
  counter.serve(listLedgerNames, async () => ({
    duties: listed(dutyNames),
    actions: listed(actionNames),
    subjects: listed(subjectNames),
  }))
  counter.serve(verifyLedger, () => ledger.verify())
}

const listed = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([code, name]) => ({ code, name }))
