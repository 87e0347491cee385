import { problem } from '../../platform/problem'

export const noDraw = problem('no_draw', 'conflict', '这期问答没有抽奖。')
export const ruleFixed = problem('rule_fixed', 'conflict', '问答已经开放，抽奖规则不能再改。')
export const witnessesMissing = problem(
  'witnesses_missing',
  'conflict',
  '还有见证人没有提交承诺，提交齐了才能开放。',
)
export const notWitness = problem('not_witness', 'forbidden', '您不是这次抽奖的见证人。')
export const alreadyCommitted = problem('already_committed', 'conflict', '您已经提交过承诺，不能更改。')
export const commitmentTaken = problem(
  'commitment_taken',
  'conflict',
  '这个承诺与另一位见证人的相同，请重新生成份额。',
)
export const quizRunning = problem('quiz_running', 'conflict', '答题还没有结束，结束以后才能办理。')
export const shareUnknown = problem(
  'share_unknown',
  'conflict',
  '这个份额与任何一位见证人的承诺都不相符，请核对后再试。',
)
export const alreadyRevealed = problem('already_revealed', 'conflict', '这个份额已经公布过了。')
export const sharesMissing = problem('shares_missing', 'conflict', '还有见证人没有公布份额，不能开奖。')
export const valueMissing = problem('value_missing', 'conflict', '公开数值还没有由两人录入一致，不能开奖。')
export const valueEarly = problem('value_early', 'conflict', '还没有到规则写明的公布日期，不能录入。')
export const valueFixed = problem('value_fixed', 'conflict', '公开数值已经由两人录入一致，不能更改。')
export const alreadyDrawn = problem('already_drawn', 'conflict', '已经开奖。每期只开一次，不能重抽。')
export const drawVoided = problem('draw_void', 'conflict', '这次抽奖已经宣布作废。')
export const nothingMissing = problem(
  'nothing_missing',
  'conflict',
  '开奖所需的内容已经齐全，应当开奖，不能作废。',
)
export const notOverdue = problem('not_overdue', 'conflict', '还没有到公布份额或录入数值的期限，不能作废。')
export const entrantsAltered = problem(
  'entrants_altered',
  'conflict',
  '参与名单或份额与事先公布的摘要不一致，不能开奖，请立即报告审计人员。',
)

export const alreadyClaimed = problem('already_claimed', 'conflict', '您已经登记过领奖信息了。')
export const claimOver = problem('claim_over', 'conflict', '领奖期限已过，这份奖品已视为放弃。')
export const notClaimed = problem('not_claimed', 'conflict', '中奖人还没有登记领奖信息，不能办理。')
export const alreadyHandedOver = problem('already_handed_over', 'conflict', '这份奖品已经发放。')
export const winOver = problem('win_over', 'conflict', '这份奖品已经放弃，不能再办理。')
export const claimPurged = problem('claim_purged', 'conflict', '领奖信息已按期限删除。')
