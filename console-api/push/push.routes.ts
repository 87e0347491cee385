import type { Campaign, Delivery } from '../../src/modules/push'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import {
  cancelCampaign,
  createCampaign,
  listCampaigns,
  listUnknownDeliveries,
  pauseCampaign,
  previewCampaign,
  readCampaign,
  resendFailed,
  resumeCampaign,
  settleDelivery,
} from './push.contract'

const moment = (at: number | null) => (at === null ? null : rfc3339(at))

const present = (c: Campaign) => ({
  id: c.id,
  publicationId: c.publicationId,
  subjectKind: c.subjectKind,
  title: c.title,
  summary: c.summary,
  level: c.level,
  audience: c.audience,
  channels: c.channels,
  state: c.state,
  audienceSize: c.size,
  createdBy: c.createdBy,
  createdAt: rfc3339(c.createdAt),
  startedAt: moment(c.startedAt),
  finishedAt: moment(c.finishedAt),
})

const presentDelivery = (d: Delivery) => ({
  id: d.id,
  campaignId: d.campaignId,
  residentId: d.residentId,
  channel: d.channel,
  state: d.state,
  attempts: d.attempts,
  createdAt: rfc3339(d.createdAt),
  changedAt: rfc3339(d.changedAt),
})

export function campaignRoutes(counter: Counter, office: Office): void {
  const { campaigns, campaignPreview, campaignReads, deliveries, resending } = office
  const progress = async (id: string) => {
    const { campaign, counts } = await campaignReads.find(id)
    return { ...present(campaign), counts }
  }
  counter.serve(listCampaigns, async ({ query }) => {
    const { items, nextCursor } = await campaignReads.list(query)
    return { items: items.map(present), nextCursor }
  })
  counter.serve(readCampaign, ({ params }) => progress(params.id))
  counter.serve(pauseCampaign, async ({ caller, params }) => {
    await campaigns.pause(caller, params.id)
    return progress(params.id)
  })
  counter.serve(resumeCampaign, async ({ caller, params }) => {
    await campaigns.resume(caller, params.id)
    return progress(params.id)
  })
  counter.serve(cancelCampaign, async ({ caller, params }) => {
    await campaigns.cancel(caller, params.id)
    return progress(params.id)
  })
  counter.serve(resendFailed, async ({ caller, params }) => {
    await resending.resend(caller, params.id)
    return progress(params.id)
  })
  counter.serve(createCampaign, async ({ caller, body }) =>
    progress((await campaigns.create(caller, body)).id),
  )
  counter.serve(previewCampaign, ({ caller, body }) => campaignPreview.preview(caller, body))
  counter.serve(listUnknownDeliveries, async ({ query }) => {
    const { items, nextCursor } = await campaignReads.unknown(query.campaignId ?? null, query)
    const titles = await campaignReads.titles(items.map((d) => d.campaignId))
    const titled = (d: Delivery) => ({ ...presentDelivery(d), campaignTitle: titles.get(d.campaignId) ?? '' })
    return { items: items.map(titled), nextCursor }
  })
  counter.serve(settleDelivery, async ({ caller, params, body }) =>
    presentDelivery(await deliveries.settle(caller, params.id, body.outcome, body.reason)),
  )
}
