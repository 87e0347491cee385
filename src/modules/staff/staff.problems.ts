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
export const ownAccount = problem(
  'own_account',
  'forbidden',
  '不能停用自己的账号，也不能去掉自己的管理员角色。',
)
export const otpRequired = problem('otp_required', 'unauthenticated', '请输入手机上的动态口令。')
export const otpInvalid = problem(
  'otp_invalid',
  'unauthenticated',
  '动态口令不正确或已经用过，请核对手机时间，等下一个口令出现后再试。',
)
export const otpActive = problem('otp_active', 'conflict', '已经开通动态口令，如需更换请先停用。')
export const divisionInUse = problem(
  'division_in_use',
  'conflict',
  '这个单位下还有在用的账号或下级单位，请先调整后再撤销。',
)
