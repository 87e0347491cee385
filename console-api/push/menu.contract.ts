import { z } from 'zod'
import { menuRefused, noServiceAccount } from '../../src/modules/push'
import { endpoint } from '../../src/platform/contract'

const tag = '推送'
const click = z.strictObject({ type: z.literal('click'), name: z.string(), key: z.string() })
const menu = z
  .strictObject({
    button: z.array(z.union([click, z.strictObject({ name: z.string(), sub_button: z.array(click) })])),
  })
  .meta({ id: 'Menu' })

export const readMenu = endpoint({
  operationId: 'readMenu',
  method: 'GET',
  path: '/api/staff/service-account/menu',
  tag,
  summary: '服务号的菜单：程序要的样子，和微信现在显示的是否一致',
  access: { staff: ['admin', 'office', 'leader'] },
  replies: { 200: z.strictObject({ menu, shown: z.boolean() }) },
  problems: [noServiceAccount, menuRefused],
})

export const placeMenu = endpoint({
  operationId: 'placeMenu',
  method: 'PUT',
  path: '/api/staff/service-account/menu',
  tag,
  summary: '把菜单设置到服务号上，覆盖在公众平台手工设置的菜单',
  access: { staff: ['admin'] },
  replies: { 200: z.strictObject({ menu, shown: z.boolean() }) },
  problems: [noServiceAccount, menuRefused],
})
