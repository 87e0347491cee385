import type { Settings } from './modules/bureau'
import type { Ledger } from './modules/ledger'
import {
  AccountMenu,
  CampaignPreview,
  CampaignReads,
  Campaigns,
  type Channel,
  ChatChannel,
  ConsentPlanner,
  Deliveries,
  FanOut,
  GrantPurse,
  Grants,
  handlePushJobs,
  Inbox,
  InboxChannel,
  Journals,
  MassSending,
  MassSends,
  MessagesOfResident,
  Openids,
  Outcomes,
  PushSweep,
  Reach,
  Recovery,
  Resending,
  Rush,
  Sending,
  TemplateBook,
  TemplateDesk,
  WechatChannel,
} from './modules/push'
import type { PersonalData, Residents } from './modules/residents'
import { ChatWindows } from './platform/chat/windows'
import type { Clock } from './platform/clock'
import type { Seal } from './platform/crypto'
import type { Database } from './platform/db/database'
import type { Jobs } from './platform/jobs'
import type { Log } from './platform/log'
import type { WechatClient } from './platform/wechat/client'
import type { Menu } from './platform/wechat/menu'

export interface PushParts {
  database: Database
  clock: Clock
  log: Log
  jobs: Jobs
  ledger: Ledger
  residents: Residents
  personalData: PersonalData
  seal: Seal
  settings: Settings
  /** Accounts through which WeChat is written to; without one there is no such channel. */
  wechat?: { mini?: WechatClient; oa?: WechatClient }
  /** Where residents find what is published, without a slash at the end. */
  publicUrl: string
  /** As the bot wants the menu of the 服务号. */
  menu?: Menu
  /** Where this machine's workers write down what leaves; without it a kill leaves `unknown` all that was claimed. */
  journalDir?: string
}

/** The composition root's page about pushing. */
export function buildPush(parts: PushParts) {
  const { database, clock, log, jobs, ledger, residents } = parts
  const { mini, oa } = parts.wechat ?? {}
  const apps = { mini: mini?.appId ?? '', oa: oa?.appId ?? '' }
  const book = new TemplateBook(database)
  const purse = new GrantPurse(clock)
  const wechat = { book, purse, openids: new Openids(parts.seal), miniAppId: apps.mini }
  const inboxChannel = new InboxChannel(clock)
  const channels: Channel[] = [inboxChannel]
  if (mini) channels.push(new WechatChannel('wechat_mini', 'mini', { client: mini, ...wechat }))
  if (oa) {
    channels.push(new WechatChannel('wechat_oa', 'oa', { client: oa, ...wechat }))
    channels.push(new ChatChannel(oa, new ChatWindows(clock), wechat.openids))
  }
  const reach = new Reach(channels)
  const campaigns = new Campaigns(database, clock, ledger, jobs, reach)
  const fanOut = new FanOut(database, clock, jobs, reach)
  const quiet = async () => (await parts.settings.current()).quietHours
  const outcomes = new Outcomes(clock, ledger, jobs)
  const journals = parts.journalDir ? new Journals(parts.journalDir, clock, log) : null
  const sending = new Sending(database, clock, jobs, outcomes, channels, quiet, journals)
  const pushSweep = new PushSweep(database, clock, jobs, log, channels, quiet)
  handlePushJobs(jobs, fanOut, sending, pushSweep, new Rush(database, fanOut, sending))
  const grants = new Grants(database, clock, residents, book, apps)
  const massSending = new MassSending(database, clock, jobs, campaigns, oa ?? null)
  jobs.handle('push.mass-send', ({ massSendId }) => massSending.run(String(massSendId)))
  parts.personalData.register(new MessagesOfResident(database, clock))
  return {
    reach,
    inboxChannel,
    campaigns,
    campaignPreview: new CampaignPreview(database, campaigns, reach),
    campaignReads: new CampaignReads(database, clock),
    grants,
    consentPlanner: new ConsentPlanner(grants),
    deliveries: new Deliveries(database, clock, ledger, log, residents, book, purse, apps),
    massSends: new MassSends(database, clock, ledger, jobs, campaigns, oa?.appId ?? null, parts.publicUrl),
    massSending,
    accountMenu: new AccountMenu(database, ledger, log, oa ?? null, parts.menu ?? null),
    templateDesk: new TemplateDesk(database, clock, ledger),
    resending: new Resending(database, clock, ledger, jobs, campaigns),
    inbox: new Inbox(database, clock),
    pushSweep,
    pushRecovery: new Recovery(database, clock, jobs, log, outcomes, channels, journals),
    closePush: () => journals?.close(),
  }
}
