import { problem } from '../../platform/problem'

export { alreadyOpened, notOpened, ownWork } from '../../platform/problem'

export const pollNotOpen = problem('poll_not_open', 'conflict', '本期投票还没有开始。')
export const pollClosed = problem('poll_closed', 'conflict', '本期投票已经结束，感谢您的关注。')
export const alreadyVoted = problem('already_voted', 'conflict', '您已经投过票了，选票提交后不能更改。')

export const stallUnknown = problem(
  'stall_unknown',
  'forbidden',
  '这个点检日链接无效，请向工作人员要一个新的。',
)
export const stallRevoked = problem('stall_revoked', 'conflict', '这个点检日链接已被收回，请联系工作人员。')
export const stallOver = problem('stall_over', 'conflict', '这个点检日链接已到结束时间，请联系工作人员。')
export const stallFull = problem(
  'stall_full',
  'conflict',
  '这台平板收到的选票已达上限，请工作人员发一个新的链接。',
)
export const keyReused = problem('key_reused', 'conflict', '同一张选票已经计入，内容不同，没有再计。')
export const alreadyRevoked = problem('already_revoked', 'conflict', '这个链接已经收回，不用再办。')
