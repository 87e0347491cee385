import type { StallCount } from '../../src/modules/polls'
import type { Office } from '../../src/office'
import { instantOf, rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { qrSvg } from '../../src/platform/qr'
import { issueStall, listStalls, revokeStall } from './stalls.contract'

/** Behind the #, so that the secret reaches no server log. */
const stallUrl = (publicUrl: string, secret: string) =>
  `${publicUrl.replace(/\/+$/, '')}/pages/stall/stall#${secret}`

export function staffStallRoutes(
  counter: Counter,
  { stalls, staff, database }: Office,
  publicUrl: string,
): void {
  const present = async (counts: readonly StallCount[]) => {
    const names = await staff.namesOf(
      database.reads,
      counts.map(({ stall }) => stall.issuedBy),
    )
    return counts.map(({ stall, state, ballots }) => ({
      id: stall.id,
      place: stall.place,
      label: stall.label,
      state,
      endsAt: rfc3339(stall.endsAt),
      ballotLimit: stall.ballotLimit,
      ballots,
      issuedAt: rfc3339(stall.issuedAt),
      issuedBy: names.get(stall.issuedBy) ?? '',
      revokedAt: stall.revokedAt === null ? null : rfc3339(stall.revokedAt),
    }))
  }

  counter.serve(listStalls, async ({ params }) => ({ items: await present(await stalls.list(params.id)) }))
  counter.serve(issueStall, async ({ caller, params, body }) => {
    const { secret, ...count } = await stalls.issue(caller, params.id, {
      ...body,
      endsAt: instantOf(body.endsAt),
    })
    const [shown] = await present([count])
    const url = stallUrl(publicUrl, secret)
    return { ...shown, url, qr: qrSvg(url, `${count.stall.place} ${count.stall.label} 的现场链接`) }
  })
  counter.serve(revokeStall, async ({ caller, params }) => {
    const [shown] = await present([await stalls.revoke(caller, params.id, params.stallId)])
    return shown
  })
}
