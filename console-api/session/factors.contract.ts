import { z } from 'zod'
import { accountLocked, otpActive, otpInvalid, signInRefused } from '../../src/modules/staff'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { idParams, instant } from '../../src/platform/schemas'

const tag = '工作人员登录'
const password = z.string('请填写密码').min(1, '请填写密码').max(1024, '密码太长')
const code = z
  .string('请填写动态口令')
  .trim()
  .regex(/^\d{6}$/, '动态口令是六位数字')
const admin = { staff: ['admin'] } as const

export const enrolOtp = endpoint({
  operationId: 'enrolOtp',
  method: 'POST',
  path: '/api/staff/session/otp',
  tag,
  summary: '申请开通动态口令：密钥只显示这一次，确认后才生效',
  access: 'staff',
  body: z.strictObject({ password }),
  toldOnce: true,
  replies: {
    201: z
      .strictObject({
        secret: z.string(),
        otpauthUrl: z.string(),
        qr: z.string().meta({ description: '导入地址的二维码，SVG' }),
      })
      .meta({ id: 'OtpEnrolment' }),
  },
  problems: [signInRefused, accountLocked, otpActive],
})

export const confirmOtp = endpoint({
  operationId: 'confirmOtp',
  method: 'POST',
  path: '/api/staff/session/otp/confirmation',
  tag,
  summary: '用一个动态口令确认开通；备用码只显示这一次，每个只能用一次',
  access: 'staff',
  body: z.strictObject({ code }),
  toldOnce: true,
  replies: { 200: z.strictObject({ recoveryCodes: z.array(z.string()) }).meta({ id: 'OtpConfirmation' }) },
  problems: [notFound, otpInvalid, otpActive],
})

export const disableOtp = endpoint({
  operationId: 'disableOtp',
  method: 'POST',
  path: '/api/staff/session/otp/disabling',
  tag,
  summary: '停用自己的动态口令，要密码和一个动态口令（或备用码）',
  access: 'staff',
  body: z.strictObject({ password, code: z.string('请填写动态口令').min(6, '太短').max(24, '太长') }),
  replies: { 204: null },
  problems: [signInRefused, accountLocked, notFound, otpInvalid],
})

export const resetOtp = endpoint({
  operationId: 'resetOtp',
  method: 'DELETE',
  path: '/api/staff/accounts/{id}/otp',
  tag: '机构与账号',
  summary: '替丢失手机的人员取消动态口令，记入台账',
  access: admin,
  params: idParams,
  replies: { 204: null },
  problems: [notFound],
})

const sessionId = z.string().regex(/^[0-9a-f]{16}$/, '编号格式不对')
const sessions = z.strictObject({
  items: z.array(
    z
      .strictObject({ id: sessionId, createdAt: instant, seenAt: instant, current: z.boolean() })
      .meta({ id: 'StaffSessionItem' }),
  ),
})

export const listOwnSessions = endpoint({
  operationId: 'listOwnSessions',
  method: 'GET',
  path: '/api/staff/sessions',
  tag,
  summary: '自己在各处的登录',
  access: 'staff',
  replies: { 200: sessions },
})

export const revokeOwnSession = endpoint({
  operationId: 'revokeOwnSession',
  method: 'DELETE',
  path: '/api/staff/sessions/{sessionId}',
  tag,
  summary: '结束自己的一处登录',
  access: 'staff',
  params: z.strictObject({ sessionId }),
  replies: { 204: null },
  problems: [notFound],
})

export const revokeOtherSessions = endpoint({
  operationId: 'revokeOtherSessions',
  method: 'DELETE',
  path: '/api/staff/sessions',
  tag,
  summary: '结束自己在别处的全部登录，保留这一处',
  access: 'staff',
  replies: { 204: null },
})

export const listStaffSessions = endpoint({
  operationId: 'listStaffSessions',
  method: 'GET',
  path: '/api/staff/accounts/{id}/sessions',
  tag: '机构与账号',
  summary: '一个账号在各处的登录',
  access: admin,
  params: idParams,
  replies: { 200: sessions },
  problems: [notFound],
})

export const revokeStaffSession = endpoint({
  operationId: 'revokeStaffSession',
  method: 'DELETE',
  path: '/api/staff/accounts/{id}/sessions/{sessionId}',
  tag: '机构与账号',
  summary: '结束一个账号的一处登录',
  access: admin,
  params: z.strictObject({ ...idParams.shape, sessionId }),
  replies: { 204: null },
  problems: [notFound],
})

export const revokeStaffSessions = endpoint({
  operationId: 'revokeStaffSessions',
  method: 'DELETE',
  path: '/api/staff/accounts/{id}/sessions',
  tag: '机构与账号',
  summary: '结束一个账号的全部登录',
  access: admin,
  params: idParams,
  replies: { 204: null },
  problems: [notFound],
})
