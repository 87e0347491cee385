import { problem } from '../../platform/problem'

export const campaignOver = problem('campaign_over', 'conflict', '这次推送已经结束或已取消，不能再操作。')
export const campaignPaused = problem('campaign_paused', 'conflict', '这次推送已经暂停，不用重复暂停。')
export const campaignNotPaused = problem('campaign_not_paused', 'conflict', '这次推送没有暂停，不用恢复。')
export const nothingToTell = problem(
  'nothing_to_tell',
  'conflict',
  '这项内容还没有公开发布，或者还没有结果，暂时不能推送。',
)
export const nothingToResend = problem(
  'nothing_to_resend',
  'conflict',
  '这次推送没有因微信繁忙而未发出的，不用补发。',
)
export const deliverySettled = problem('delivery_settled', 'conflict', '这条推送的结果已经明确，不用再认定。')
export const deliveryInHand = problem('delivery_in_hand', 'conflict', '这条推送正在发送，请一分钟后再认定。')
export const templateRetired = problem('template_retired', 'conflict', '这个消息模板已经停用，不用重复停用。')
export const monthUsedUp = problem(
  'month_used_up',
  'conflict',
  '本月的 4 次群发已经用完，请下个月再发，或改用消息推送。',
)
export const alreadyMassSent = problem('already_mass_sent', 'conflict', '这篇内容已经群发，不用重复群发。')
export const noServiceAccount = problem('no_service_account', 'conflict', '还没有接入服务号，不能办理。')
export const massSendSettled = problem(
  'mass_send_settled',
  'conflict',
  '这次群发的结果已经明确，不用再认定。',
)
export const menuRefused = problem('menu_refused', 'conflict', '微信没有接受这份菜单。')
