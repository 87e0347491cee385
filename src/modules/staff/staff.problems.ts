import { problem } from '../../platform/problem'

export const signInRefused = problem('sign_in_refused', 'unauthenticated', '用户名或密码不正确。')
export const accountLocked = problem(
  'account_locked',
  'rate_limited',
  '连续输错密码，账号已暂时锁定，请稍后再试或联系管理员解锁。',
)
export const usernameTaken = problem('username_taken', 'conflict', '这个用户名已经有人使用。')
export const mustChangePassword = problem(
  'must_change_password',
  'forbidden',
  '请先修改初始密码，再办理其他事项。',
)
export const ownAccount = problem('own_account', 'forbidden', '不能停用自己的账号。')
