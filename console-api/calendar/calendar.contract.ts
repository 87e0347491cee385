import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { day } from '../../src/platform/schemas'

export const readDueDate = endpoint({
  operationId: 'readDueDate',
  method: 'GET',
  path: '/api/staff/calendar/due-date',
  tag: '工作日',
  summary: '从某日起若干个工作日的期限，起始日不计；需要尚未公布安排的年份时标明“暂定”',
  access: 'staff',
  query: z.strictObject({
    from: day,
    workingDays: z.coerce
      .number('应是 0 到 250 的整数')
      .int('应是整数')
      .min(0, '不能小于 0')
      .max(250, '不能大于 250'),
  }),
  replies: {
    200: z
      .strictObject({
        from: day,
        workingDays: z.int(),
        on: day,
        provisional: z.boolean(),
        note: z.string().nullable(),
      })
      .meta({ id: 'DueDate' }),
  },
})
