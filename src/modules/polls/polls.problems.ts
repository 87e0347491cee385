import { problem } from '../../platform/problem'

export const pollNotOpen = problem('poll_not_open', 'conflict', '本期投票还没有开始。')
export const pollClosed = problem('poll_closed', 'conflict', '本期投票已经结束，感谢您的关注。')
export const alreadyVoted = problem('already_voted', 'conflict', '您已经投过票了，选票提交后不能更改。')
export const ownWork = problem('own_work', 'forbidden', '不能由起草人本人办理这一步，请由其他人办理。')
export const alreadyOpened = problem('already_opened', 'conflict', '这件事已经开放，不能重复开放。')
export const notOpened = problem('not_opened', 'conflict', '还没有开放，不能结束。')
