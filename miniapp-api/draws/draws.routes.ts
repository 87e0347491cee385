import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { claimPrize, listMyWins, readDraw, readMyEntry, readMyWin } from './draws.contract'
import { presentMyWin, presentRecord } from './draws.present'

type Services = Pick<Office, 'drawRecords' | 'drawReads' | 'winReads' | 'claiming'>

export function drawRoutes(counter: Counter, { drawRecords, drawReads, winReads, claiming }: Services): void {
  counter.serve(readDraw, async ({ params, query }) =>
    presentRecord(await drawRecords.read(params.id, query.entrants === 'true')),
  )
  counter.serve(readMyEntry, async ({ caller, params }) => {
    const { entered, final, token = null, ticket = null } = await drawReads.myEntry(caller, params.id)
    return { entered, final, token, ticket }
  })
  counter.serve(listMyWins, async ({ caller, query }) => {
    const { items, nextCursor } = await winReads.mine(caller, query)
    return { items: items.map(presentMyWin), nextCursor }
  })
  counter.serve(readMyWin, async ({ caller, params }) =>
    presentMyWin(await winReads.findMine(caller, params.id)),
  )
  counter.serve(claimPrize, async ({ caller, params, body }) => {
    const { id } = await claiming.claimPrize(caller, params.id, body)
    return presentMyWin(await winReads.findMine(caller, id))
  })
}
