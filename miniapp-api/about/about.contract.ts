import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { id } from '../../src/platform/schemas'

export const readAbout = endpoint({
  operationId: 'readAbout',
  method: 'GET',
  path: '/api/about',
  tag: '本站',
  summary: '这是哪个单位的服务、有哪些辖区；演示站点另有一句“内容均为虚构”的说明，应当始终显示',
  access: 'guest',
  replies: {
    200: z
      .strictObject({
        bureau: z.string(),
        notice: z.string().nullable(),
        districts: z
          .array(z.strictObject({ id, name: z.string() }))
          .meta({ description: '群众可以选择的所在辖区' }),
      })
      .meta({ id: 'About' }),
  },
})
