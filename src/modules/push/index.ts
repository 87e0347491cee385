export type { Channel, HouseChannel, Notice, OutsideChannel, Sent } from './push.channel'
export { ChatChannel } from './push.chat'
export type { DeliveryCounts } from './push.counts'
export { demoTemplates } from './push.demo-templates'
export * from './push.entities'
export { FanOut } from './push.fan-out'
export { type GrantEvent, Grants, type OpenidKeeper } from './push.grants'
export { type GrantAnswer, grantAnswers, SubscriptionGrant } from './push.grants.entities'
export { type AwaitedOutcomes, ConsentPlanner } from './push.grants.planning'
export { type Askable, type Moment, moments, outcomeOf } from './push.grants.rules'
export { GrantPurse } from './push.grants.spending'
export { Inbox, InboxChannel, type PersonalTeller, type ToldByPublication } from './push.inbox'
export { handlePushJobs } from './push.jobs'
export { Journals } from './push.journal'
export { type JournalContent, readJournal } from './push.journal.lines'
export { MassSends } from './push.mass'
export { type MassReport, MassReportRow, MassSend, type MassState, massStates } from './push.mass.entities'
export { MassSending } from './push.mass.sending'
export { AccountMenu } from './push.menu'
export { Openids } from './push.openids'
export { Outcomes } from './push.outcomes'
export { MessagesOfResident } from './push.personal'
export { CampaignPreview, type Preview } from './push.preview'
export {
  alreadyMassSent,
  campaignNotPaused,
  campaignOver,
  campaignPaused,
  deliveryInHand,
  deliverySettled,
  massSendSettled,
  menuRefused,
  monthUsedUp,
  noServiceAccount,
  nothingToResend,
  nothingToTell,
  templateRetired,
} from './push.problems'
export { type AudienceSource, Reach } from './push.reach'
export { type CampaignProgress, CampaignReads } from './push.reads'
export { Recovery } from './push.recovery'
export { Resending } from './push.resending'
export { Rush } from './push.rush'
export { Sending } from './push.sending'
export { type CampaignOrder, Campaigns, type NewCampaign, type StorySource } from './push.service'
export { Deliveries, type DeliveryReport } from './push.settling'
export { PushSweep, type Swept } from './push.sweeping'
export { type MessageTemplate, purposeOf, TemplateBook } from './push.templates'
export { TemplateDesk } from './push.templates.desk'
export {
  fieldContents,
  RegisteredTemplate,
  type TemplateHome,
  templateHomes,
} from './push.templates.entities'
export { WechatChannel, type WechatChannelParts } from './push.wechat'
