import { problem } from '../../platform/problem'

export { notOpened, ownWork } from '../../platform/problem'

export const tracesCleared = problem(
  'traces_cleared',
  'conflict',
  '投票结束已满 30 天，投票时的特征记录已经清除，不能再按规则查找。',
)
export const nothingMatches = problem('nothing_matches', 'conflict', '现在没有选票符合这条规则。')
export const tooManyMatch = problem(
  'too_many_match',
  'conflict',
  '符合这条规则的选票超过 10 万张：这样的规则多半不是在找机器，请先查明原因。',
)
export const actSettled = problem('act_settled', 'conflict', '这一项已经办过，请刷新后查看。')
