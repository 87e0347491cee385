import type { ReasonText } from './reasons.service'

/** Wordings to begin with; 〔〕 is filled in by whoever uses one. */
export const shippedReasons: readonly (ReasonText & { id: string })[] = [
  {
    id: 'shipped-adopted-text',
    disposition: 'adopted',
    name: '采纳并修改条文',
    reason: '意见合理可行，予以采纳，已在〔第×条〕作相应修改。',
  },
  {
    id: 'shipped-adopted-as-is',
    disposition: 'adopted',
    name: '与征求意见稿一致',
    reason: '与征求意见稿的规定一致，予以采纳，保留有关内容。',
  },
  {
    id: 'shipped-partly',
    disposition: 'partly_adopted',
    name: '部分采纳',
    reason: '对〔××〕的建议予以采纳，已在〔第×条〕作相应修改；对〔××〕的建议，考虑到〔××〕，没有采纳。',
  },
  {
    id: 'shipped-not-superior-law',
    disposition: 'not_adopted',
    name: '与上位法不一致',
    reason: '《〔××〕》第〔×〕条已有规定，规范性文件不得与上位法相抵触，因此没有采纳。',
  },
  {
    id: 'shipped-not-penalty',
    disposition: 'not_adopted',
    name: '无权设定处罚、许可或收费',
    reason:
      '规范性文件不得设定行政处罚、行政许可、行政强制和收费，因此没有采纳；涉及违法的，依照有关法律、法规处理。',
  },
  {
    id: 'shipped-not-conditions',
    disposition: 'not_adopted',
    name: '条件尚不成熟',
    reason: '建议有积极意义，但目前〔××〕条件尚不具备，本次没有采纳，今后将结合实际研究。',
  },
  {
    id: 'shipped-not-covered',
    disposition: 'not_adopted',
    name: '已有规定可以适用',
    reason: '〔第×条〕（或者《〔××〕》）已经包含有关内容，不再重复规定。',
  },
  {
    id: 'shipped-out-transfer',
    disposition: 'out_of_scope',
    name: '不属于征求范围，已转办',
    reason: '反映的事项不属于本次征求意见的范围，已转〔××〕办理。',
  },
  {
    id: 'shipped-out-complaint',
    disposition: 'out_of_scope',
    name: '投诉举报，请拨打 12315',
    reason:
      '反映的是具体的消费纠纷或者违法线索，不属于本次征求意见的范围，请拨打 12315 投诉举报，我们会依法办理。',
  },
]
