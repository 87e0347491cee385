import type { RuleName } from './counting.rules'

/** As residents and staff read them. */
export const ruleWords: Record<RuleName, { name: string; meaning: string }> = {
  burst: { name: '短时突增', meaning: '几分钟内票数远超平时，且多出来的票集中在同一种设备' },
  cohort: { name: '同网络同设备', meaning: '短时间内来自同一网络、同一种设备的票，远超这种设备平时的占比' },
  too_fast: { name: '作答过快', meaning: '从打开题目到投出的时间，短到不够读完题目' },
  fresh: { name: '新身份连续投票', meaning: '同一网络连续多张票，都来自刚刚登记不到一分钟的身份' },
  out_of_city: { name: '市外网络', meaning: '投票时的网络不在本市网段内' },
}
