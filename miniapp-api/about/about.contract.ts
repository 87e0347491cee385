import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'

export const readAbout = endpoint({
  operationId: 'readAbout',
  method: 'GET',
  path: '/api/about',
  tag: '本站',
  summary: '这是哪个单位的服务；演示站点另有一句“内容均为虚构”的说明，应当始终显示',
  access: 'guest',
  replies: {
    200: z.strictObject({ bureau: z.string(), notice: z.string().nullable() }).meta({ id: 'About' }),
  },
})
