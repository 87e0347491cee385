import { problem } from '../../platform/problem'

export const samePerson = problem(
  'same_person',
  'forbidden',
  '您已在本轮签署过其他审核环节，这一步应由另一人办理。',
)
export const outOfOrder = problem(
  'out_of_order',
  'conflict',
  '还没有轮到这一步：应先送审，再依次初审、复审、终审；保密审查可在送审后随时办理。',
)
export const reviewIncomplete = problem(
  'review_incomplete',
  'conflict',
  '三审和保密审查还没有全部通过，不能发布。',
)
export const findingsBlocking = problem(
  'findings_blocking',
  'conflict',
  '内容中有必须先处理的问题，改正后才能送审。',
)
export const notOverridable = problem(
  'not_overridable',
  'conflict',
  '没有这样的问题，或者这类问题只能改正，不能说明理由后放行。',
)
export const alreadySubmitted = problem('already_submitted', 'conflict', '已经送审，请等待审核结果。')
