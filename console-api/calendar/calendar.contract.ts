import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { day, id } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

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

const admin = { staff: ['admin'] } as const

const arrangement = z.strictObject({
  year: z.int('应是年份').min(2024, '应是 2024 以后的年份').max(2099, '应是 2099 以前的年份'),
  holidays: z.array(day).max(120, '太多').meta({ description: '放假的日期，含落在周末的' }),
  workdays: z.array(day).max(60, '太多').meta({ description: '调休上班的周末' }),
  provisional: z
    .boolean('应是 true 或 false')
    .default(false)
    .meta({ description: '暂定：正式通知还没有公布' }),
  source: text({ min: 1, max: 200 }).meta({ description: '依据，例如国务院办公厅通知的名称和文号' }),
})

const moves = z.strictObject({
  year: z.int(),
  moves: z.array(
    z
      .strictObject({
        kind: z.string(),
        id,
        title: z.string(),
        from: day.meta({ description: '原来的期限' }),
        to: day.meta({ description: '新的期限' }),
        provisional: z.boolean().meta({ description: '新的期限仍是暂定' }),
      })
      .meta({ id: 'DueMove' }),
  ),
})

export const previewCalendar = endpoint({
  operationId: 'previewCalendar',
  method: 'POST',
  path: '/api/staff/calendar/preview',
  tag: '工作日',
  summary: '导入某年的放假安排之前，先看哪些未办结事项的期限会变',
  access: admin,
  body: arrangement,
  replies: { 200: moves },
})

export const enterCalendar = endpoint({
  operationId: 'enterCalendar',
  method: 'POST',
  path: '/api/staff/calendar',
  tag: '工作日',
  summary: '导入某年的放假安排，未办结事项的期限随之调整，记入台账',
  access: admin,
  body: arrangement,
  replies: { 201: moves },
})
