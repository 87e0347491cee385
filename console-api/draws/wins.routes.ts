import { type ListedWin, lastDayOf, type PrizeMovement } from '../../src/modules/draws'
import type { Office } from '../../src/office'
import { formatShanghai } from '../../src/platform/calendar'
import { rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import { type Cell, csvStream, type SheetSource, xlsxStream } from '../../src/platform/sheets'
import {
  exportPrizeLedger,
  forfeitWin,
  handOverPrize,
  listWins,
  readPrizeLedger,
  revealClaim,
} from './wins.contract'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
type Services = Pick<Office, 'winReads' | 'prizeDesk' | 'quizReads' | 'staff' | 'database'>

export function staffWinRoutes(counter: Counter, services: Services): void {
  const { winReads, prizeDesk, quizReads, staff, database } = services
  const namesFor = (wins: readonly ListedWin[]) =>
    staff.namesOf(
      database.reads,
      wins.flatMap(({ win }) => win.handedOverBy ?? []),
    )
  const one = async (id: string) => {
    const listed = await winReads.find(id)
    return present(listed, await namesFor([listed]))
  }
  counter.serve(listWins, async ({ params, query }) => {
    const { items, nextCursor } = await winReads.list(params.id, query)
    const names = await namesFor(items)
    return { items: items.map((listed) => present(listed, names)), nextCursor }
  })
  counter.serve(revealClaim, async ({ caller, params }) => {
    const kept = await prizeDesk.revealClaim(caller, params.id)
    const { guardianName, guardianPhone = '' } = kept
    return {
      name: kept.name,
      phone: kept.phone,
      address: kept.address ?? null,
      isOver14: kept.isOver14,
      guardian: guardianName === undefined ? null : { name: guardianName, phone: guardianPhone },
    }
  })
  counter.serve(handOverPrize, async ({ caller, params, body }) => {
    await prizeDesk.handOver(caller, params.id, body.how)
    return one(params.id)
  })
  counter.serve(forfeitWin, async ({ caller, params, body }) => {
    await prizeDesk.forfeit(caller, params.id, body.reason)
    return one(params.id)
  })
  counter.serve(readPrizeLedger, async ({ params, query }) => {
    const { title } = await quizReads.find(params.id, true)
    const prizes = await winReads.books(params.id)
    const { items, nextCursor } = await winReads.movements(params.id, query)
    return {
      quizTitle: title,
      prizes: prizes.map(({ sums, ...prize }) => ({ ...prize, ...sums })),
      items: items.map(({ id, at, prizeId, kind, quantity, token, actorName }) => ({
        ...{ id, prizeId, kind, quantity, token },
        at: rfc3339(at),
        by: actorName,
      })),
      nextCursor,
    }
  })
  counter.serve(exportPrizeLedger, async ({ params, query }) => {
    const { title } = await quizReads.find(params.id, true)
    const names = new Map((await winReads.books(params.id)).map((b) => [b.prizeId, b.name]))
    const sheet = ledgerSheet(winReads.allMovements(params.id), names)
    const csv = query.format === 'csv'
    return answer({
      raw: {
        content: csv ? csvStream(sheet) : xlsxStream(sheet),
        contentType: csv ? 'text/csv; charset=utf-8' : XLSX,
        filename: `${title}奖品台账.${query.format}`,
      },
    })
  })
}

function present({ win, claim }: ListedWin, names: ReadonlyMap<string, string>) {
  const { handedOverAt, handedOverHow, forfeitedAt, forfeitReason } = win
  return {
    id: win.id,
    prizeId: win.prizeId,
    token: win.token,
    state: win.state,
    allottedAt: rfc3339(win.allottedAt),
    claimBy: lastDayOf(win.claimUntil),
    claimedAt: win.claimedAt === null ? null : rfc3339(win.claimedAt),
    claim: claim?.masked ?? null,
    keptUntil: claim?.keepOn ?? null,
    handedOver:
      handedOverAt === null || handedOverHow === null
        ? null
        : { at: rfc3339(handedOverAt), how: handedOverHow, by: names.get(win.handedOverBy ?? '') ?? '' },
    forfeited:
      forfeitedAt === null || forfeitReason === null
        ? null
        : { at: rfc3339(forfeitedAt), reason: forfeitReason },
  }
}

const kindWords = { stock_in: '入库', allotted: '分配', forfeited: '收回', handed_over: '发放' }

function ledgerSheet(lines: AsyncIterable<PrizeMovement>, names: ReadonlyMap<string, string>): SheetSource {
  return { name: '奖品台账', header: ['时间', '奖品', '事项', '数量', '抽奖号码', '经办人'], rows: rows() }

  async function* rows(): AsyncGenerator<Cell[]> {
    for await (const { at, prizeId, kind, quantity, token, actorName } of lines)
      yield [
        formatShanghai(at),
        names.get(prizeId) ?? prizeId,
        kindWords[kind],
        quantity,
        token ?? '',
        actorName,
      ]
  }
}
