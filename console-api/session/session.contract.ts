import { z } from 'zod'
import { accountLocked, otpInvalid, otpRequired, signInRefused } from '../../src/modules/staff'
import { endpoint } from '../../src/platform/contract'

const staffMember = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    division: z.strictObject({ id: z.string(), name: z.string() }),
    roles: z.array(z.string()),
    mustChangePassword: z.boolean(),
    otp: z.boolean().meta({ description: '是否开通了动态口令' }),
  })
  .meta({ id: 'StaffMember' })

const password = z.string('请填写密码').min(1, '请填写密码').max(1024, '密码太长')

export const staffSignIn = endpoint({
  operationId: 'staffSignIn',
  method: 'POST',
  path: '/api/staff/session',
  tag: '工作人员登录',
  summary: '用户名和密码登录；连续输错会暂时锁定',
  access: 'anyone',
  // An office may share one address; passwords are guessed by the thousand.
  allowance: { burst: 30, perSecond: 0.5 },
  body: z.strictObject({
    username: z.string('请填写用户名').min(1, '请填写用户名').max(40, '太长'),
    password,
    otp: z
      .string()
      .max(24, '太长')
      .optional()
      .meta({ description: '开通了动态口令的账号：六位动态口令，或者一个备用码' }),
  }),
  replies: {
    201: z.strictObject({ staff: staffMember, csrfToken: z.string() }).meta({ id: 'StaffSession' }),
  },
  problems: [signInRefused, accountLocked, otpRequired, otpInvalid],
})

export const readStaffSession = endpoint({
  operationId: 'readStaffSession',
  method: 'GET',
  path: '/api/staff/session',
  tag: '工作人员登录',
  summary: '当前登录的是谁',
  access: 'staff',
  replies: { 200: z.strictObject({ staff: staffMember, csrfToken: z.string() }) },
})

export const staffSignOut = endpoint({
  operationId: 'staffSignOut',
  method: 'DELETE',
  path: '/api/staff/session',
  tag: '工作人员登录',
  summary: '退出登录，会话立即失效',
  access: 'staff',
  replies: { 204: null },
})

export const changePassword = endpoint({
  operationId: 'changePassword',
  method: 'PUT',
  path: '/api/staff/session/password',
  tag: '工作人员登录',
  summary: '修改自己的密码，其他会话随即失效',
  access: 'staff',
  body: z.strictObject({ currentPassword: password, newPassword: password }),
  replies: { 204: null },
  problems: [signInRefused, accountLocked],
})
