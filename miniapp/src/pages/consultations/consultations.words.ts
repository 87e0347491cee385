export const stanceNames = [
  { id: 'support', label: '赞成' },
  { id: 'oppose', label: '不赞成' },
  { id: 'amend', label: '建议修改' },
  { id: 'ask', label: '想问清楚' },
] as const
export type Stance = (typeof stanceNames)[number]['id']

export const groupNames = [
  { id: 'resident', label: '市民' },
  { id: 'business', label: '企业、商户' },
  { id: 'association', label: '协会、社会组织' },
  { id: 'other', label: '其他' },
] as const
export type Group = (typeof groupNames)[number]['id']

export const dispositionNames = {
  adopted: '采纳',
  partly_adopted: '部分采纳',
  not_adopted: '不采纳',
  out_of_scope: '不属于本次征求意见范围',
} as const
