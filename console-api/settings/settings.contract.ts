import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { text } from '../../src/platform/text'

const days = z.int('应是天数').min(1, '至少 1 天').max(366, '至多 366 天')

const wall = z.string('应是时间').regex(/^([01]\d|2[0-3]):[0-5]\d$/, '应是 HH:MM，例如 22:00')

const shape = {
  bureauName: text({ min: 1, max: 50 }).meta({ description: '手机动态口令里显示的单位名称' }),
  columnDays: z
    .strictObject({
      consumer_alert: days,
      sampling_result: days,
      notice: days,
      policy_interpretation: days,
    })
    .meta({ description: '各栏目多少天内应有更新' }),
  quietHours: z
    .strictObject({ from: wall, to: wall })
    .refine(({ from, to }) => from !== to, { path: ['to'], error: '结束不能与开始相同' })
    .meta({ description: '免打扰（北京时间，可以跨过零点）：其间站外渠道只发紧急内容' }),
  contact: z
    .strictObject({
      phone: text({ min: 0, max: 30 }).regex(/^[\d\s()（）+\-—、，,转]*$/, '应是电话号码'),
      hours: text({ min: 0, max: 50 }),
    })
    .refine(({ phone, hours }) => phone !== '' || hours === '', { path: ['phone'], error: '请填写电话' })
    .refine(({ phone, hours }) => phone === '' || hours !== '', { path: ['hours'], error: '请填写接听时间' })
    .meta({ description: '本单位的咨询电话和接听时间，查不到答案时告诉群众；没有的都留空' }),
}
const settings = z.strictObject(shape).meta({ id: 'Settings' })

export const readSettings = endpoint({
  operationId: 'readSettings',
  method: 'GET',
  path: '/api/staff/settings',
  tag: '设置',
  summary: '单位可以自行调整的设置',
  access: 'staff',
  replies: { 200: settings },
})

export const changeSettings = endpoint({
  operationId: 'changeSettings',
  method: 'PUT',
  path: '/api/staff/settings',
  tag: '设置',
  summary: '修改设置，没有给出的不变；不用重启，两秒内各处生效',
  access: { staff: ['admin'] },
  body: z.strictObject(shape).partial(),
  replies: { 200: settings },
})
