import type { Ledger } from './modules/ledger'
import {
  CampaignPreview,
  CampaignReads,
  Campaigns,
  type Channel,
  Deliveries,
  demoTemplates,
  FanOut,
  GrantPurse,
  Grants,
  handlePushJobs,
  Inbox,
  InboxChannel,
  MessagesOfResident,
  type MessageTemplate,
  Openids,
  Outcomes,
  PushSweep,
  Reach,
  Resending,
  Rush,
  Sending,
  TemplateBook,
  WechatChannel,
} from './modules/push'
import type { PersonalData, Residents } from './modules/residents'
import type { Clock } from './platform/clock'
import type { Seal } from './platform/crypto'
import type { Database } from './platform/db/database'
import type { Jobs } from './platform/jobs'
import type { Log } from './platform/log'
import type { WechatClient } from './platform/wechat/client'

export interface PushParts {
  database: Database
  clock: Clock
  log: Log
  jobs: Jobs
  ledger: Ledger
  residents: Residents
  personalData: PersonalData
  seal: Seal
  /** Accounts through which WeChat is written to; without one there is no such channel. */
  wechat?: { mini?: WechatClient; oa?: WechatClient }
  /** As WeChat approved them; those of the demo unless given. */
  templates?: readonly MessageTemplate[]
}

/** The composition root's page about pushing. */
export function buildPush(parts: PushParts) {
  const { database, clock, log, jobs, ledger, residents } = parts
  const { mini, oa } = parts.wechat ?? {}
  const apps = { mini: mini?.appId ?? '', oa: oa?.appId ?? '' }
  const book = new TemplateBook(parts.templates ?? demoTemplates)
  const purse = new GrantPurse(clock)
  const wechat = { book, purse, openids: new Openids(parts.seal), miniAppId: apps.mini }
  const channels: Channel[] = [new InboxChannel(clock)]
  if (mini) channels.push(new WechatChannel('wechat_mini', 'mini', { client: mini, ...wechat }))
  if (oa) channels.push(new WechatChannel('wechat_oa', 'oa', { client: oa, ...wechat }))
  const reach = new Reach(channels)
  const campaigns = new Campaigns(database, clock, ledger, jobs, reach)
  const fanOut = new FanOut(database, clock, jobs, reach)
  const sending = new Sending(database, clock, jobs, new Outcomes(clock, ledger, jobs), channels)
  const pushSweep = new PushSweep(database, clock, jobs, log, channels)
  handlePushJobs(jobs, fanOut, sending, pushSweep, new Rush(database, fanOut, sending))
  parts.personalData.register(new MessagesOfResident(database, clock))
  return {
    reach,
    campaigns,
    campaignPreview: new CampaignPreview(database, campaigns, reach),
    campaignReads: new CampaignReads(database, clock),
    grants: new Grants(database, clock, residents, book, apps),
    deliveries: new Deliveries(database, clock, ledger, log, residents, book, purse, apps),
    resending: new Resending(database, clock, ledger, jobs, campaigns),
    inbox: new Inbox(database, clock),
    pushSweep,
  }
}
