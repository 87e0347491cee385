import type { Campaign } from '../../src/modules/push'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { cancelCampaign, listCampaigns, pauseCampaign, readCampaign, resumeCampaign } from './push.contract'

const moment = (at: number | null) => (at === null ? null : rfc3339(at))

const present = (c: Campaign) => ({
  id: c.id,
  publicationId: c.publicationId,
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

export function campaignRoutes(counter: Counter, { campaigns, campaignReads }: Office): void {
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
}
