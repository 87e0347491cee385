import { z } from 'zod'
import { signInExpired } from '../../src/modules/residents'
import { endpoint } from '../../src/platform/contract'
import { instant } from '../../src/platform/schemas'
import { codeRefused, snapshotOnly } from '../../src/platform/wechat/identity'

// An identity is compared byte for byte, so the text policy does not touch it.
const code = z
  .string()
  .min(1, '不能为空')
  .max(512, '太长')
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, '含有不允许的字符')
const residentSession = z
  .strictObject({
    token: z.string(),
    expiresAt: instant,
    resident: z.strictObject({ id: z.string(), ageFriendly: z.boolean() }),
  })
  .meta({ id: 'ResidentSession' })

export const signIn = endpoint({
  operationId: 'signIn',
  method: 'POST',
  path: '/api/session',
  tag: '登录',
  summary: '用微信登录凭证登录',
  access: 'anyone',
  body: z.strictObject({ code }),
  replies: { 201: residentSession },
  problems: [codeRefused],
})

export const prepareWebSignIn = endpoint({
  operationId: 'prepareWebSignIn',
  method: 'POST',
  path: '/api/session/web/preparation',
  tag: '登录',
  summary: '网页怎样登录：演示环境用模拟身份；正式环境在微信里打开给出的网址，回来时带着 code 和 state',
  access: 'anyone',
  replies: {
    200: z
      .strictObject({ way: z.enum(['simulated', 'wechat']), url: z.string().optional() })
      .meta({ id: 'WebSignInWay' }),
  },
})

export const signInOnWeb = endpoint({
  operationId: 'signInOnWeb',
  method: 'POST',
  path: '/api/session/web',
  tag: '登录',
  summary: '用微信网页授权带回的 code 登录，只在发起授权的那个浏览器里有效，一次有效',
  access: 'anyone',
  body: z.strictObject({
    code,
    state: z.string().regex(/^[0-9a-f]{64}$/, '格式不对'),
  }),
  replies: { 201: residentSession },
  problems: [codeRefused, signInExpired, snapshotOnly],
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
