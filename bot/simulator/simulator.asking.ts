import { type Askable, type Moment, outcomeOf } from '../../src/modules/push'
import type { ResidentActor } from '../../src/modules/residents'
import type { Office } from '../../src/office'

export interface Asking {
  office: Pick<Office, 'consentPlanner' | 'residents'>
  miniAppId: string
  oaAppId: string
}

/** Both accounts are bound to one Open Platform account here, as they should be: the two openids are one person. */
export async function meet(
  { office, miniAppId, oaAppId }: Asking,
  { oa, mini, unionid }: { oa: string; mini: string; unionid: string },
): Promise<ResidentActor> {
  await office.residents.residentOf(miniAppId, mini, unionid)
  return office.residents.residentOf(oaAppId, oa, unionid)
}

type Waits = Awaited<ReturnType<Office['consentPlanner']['awaited']>>

/** What the mini-program would ask for now: something was begun whose outcome is awaited. */
export async function asksAfter(
  { office }: Asking,
  person: ResidentActor,
  before: Waits,
): Promise<Askable[]> {
  const now = await office.consentPlanner.awaited(person.id)
  const moment = (Object.keys(outcomeOf) as Moment[]).find((m) => {
    const purpose = outcomeOf[m]
    return purpose !== null && (now.get(purpose)?.size ?? 0) > (before.get(purpose)?.size ?? 0)
  })
  return moment ? office.consentPlanner.plan(person, moment) : []
}
