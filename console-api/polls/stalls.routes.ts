import type { Office } from '../../src/office'
import { instantOf } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { qrSvg } from '../../src/platform/qr'
import { issueStall, listStalls, revokeStall } from './stalls.contract'
import { presentStalls } from './stalls.present'

/** Behind the #, so that the secret reaches no server log. */
const stallUrl = (publicUrl: string, secret: string) =>
  `${publicUrl.replace(/\/+$/, '')}/pages/polls/stall#${secret}`

export function staffStallRoutes(counter: Counter, office: Office, publicUrl: string): void {
  const { stalls } = office
  const present = (counts: Parameters<typeof presentStalls>[1]) => presentStalls(office, counts)

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
