import { problem } from '../../platform/problem'

export const campaignOver = problem('campaign_over', 'conflict', '这次推送已经结束或已取消，不能再操作。')
export const campaignPaused = problem('campaign_paused', 'conflict', '这次推送已经暂停，不用重复暂停。')
export const campaignNotPaused = problem('campaign_not_paused', 'conflict', '这次推送没有暂停，不用恢复。')
