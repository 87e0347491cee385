import { problem } from '../../platform/problem'

export { alreadyOpened, notOpened, ownWork } from '../../platform/problem'

export const pollNotOpen = problem('poll_not_open', 'conflict', '本期投票还没有开始。')
export const pollClosed = problem('poll_closed', 'conflict', '本期投票已经结束，感谢您的关注。')
export const alreadyVoted = problem('already_voted', 'conflict', '您已经投过票了，选票提交后不能更改。')
