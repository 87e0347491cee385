import type { StaffActor } from '../../src/modules/staff'
import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import {
  commitShare,
  drawPrizes,
  enterDrawValue,
  listColleagues,
  readStaffDraw,
  revealShare,
  setDrawRule,
  voidDraw,
} from './draws.contract'
import { presentDraw } from './draws.present'

type Services = Pick<Office, 'draws' | 'drawPreparing' | 'drawSeeding' | 'drawReads'>

export function staffDrawRoutes(counter: Counter, services: Services): void {
  const { draws, drawPreparing, drawSeeding, drawReads } = services
  const told = async (caller: StaffActor, quizId: string) =>
    presentDraw(quizId, await drawReads.find(caller, quizId))
  counter.serve(readStaffDraw, ({ caller, params }) => told(caller, params.id))
  counter.serve(listColleagues, async () => ({
    items: (await drawReads.colleagues())
      .filter((c) => c.isActive)
      .map(({ id, name, division }) => ({ id, name, division })),
  }))
  counter.serve(setDrawRule, async ({ caller, params, body }) => {
    await drawPreparing.setRule(caller, params.id, body)
    return told(caller, params.id)
  })
  counter.serve(commitShare, async ({ caller, params, body }) => {
    await drawPreparing.commitShare(caller, params.id, body.commitment)
    return told(caller, params.id)
  })
  counter.serve(revealShare, async ({ caller, params, body }) => {
    await drawSeeding.revealShare(caller, params.id, body.share)
    return told(caller, params.id)
  })
  counter.serve(enterDrawValue, async ({ caller, params, body }) => {
    await drawSeeding.enterValue(caller, params.id, body.value)
    return told(caller, params.id)
  })
  counter.serve(drawPrizes, async ({ caller, params }) => {
    await draws.drawPrizes(caller, params.id)
    return told(caller, params.id)
  })
  counter.serve(voidDraw, async ({ caller, params, body }) => {
    await draws.voidDraw(caller, params.id, body.reason)
    return told(caller, params.id)
  })
}
