import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { instant } from '../../src/platform/schemas'
import { codeRefused } from '../../src/platform/wechat/identity'

export const signIn = endpoint({
  operationId: 'signIn',
  method: 'POST',
  path: '/api/session',
  tag: '登录',
  summary: '用微信登录凭证登录',
  access: 'anyone',
  // An identity is compared byte for byte, so the text policy does not touch it.
  body: z.strictObject({
    code: z
      .string()
      .min(1, '不能为空')
      .max(512, '太长')
      .regex(/^[^\p{Cc}\p{Cs}]+$/u, '含有不允许的字符'),
  }),
  replies: {
    201: z
      .strictObject({
        token: z.string(),
        expiresAt: instant,
        resident: z.strictObject({ id: z.string(), ageFriendly: z.boolean() }),
      })
      .meta({ id: 'ResidentSession' }),
  },
  problems: [codeRefused],
})

export const signOut = endpoint({
  operationId: 'signOut',
  method: 'DELETE',
  path: '/api/session',
  tag: '登录',
  summary: '退出登录，凭证立即失效',
  access: 'resident',
  replies: { 204: null },
})
