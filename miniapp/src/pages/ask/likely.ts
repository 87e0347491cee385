/** Questions to begin with. The demo city answers each from what it has published; a test asks them there. */
export const likely = ['网购七天无理由退货怎么退？', '怎么投诉商家？', '冷链食品收货要注意什么？'] as const
