import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { text } from '../../src/platform/text'

const days = z.int('应是天数').min(1, '至少 1 天').max(366, '至多 366 天')

const settings = z
  .strictObject({
    bureauName: text({ min: 1, max: 50 }).meta({ description: '手机动态口令里显示的单位名称' }),
    columnDays: z
      .strictObject({
        consumer_alert: days,
        sampling_result: days,
        notice: days,
        policy_interpretation: days,
      })
      .meta({ description: '各栏目多少天内应有更新' }),
  })
  .meta({ id: 'Settings' })

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
  summary: '修改设置，不用重启，两秒内各处生效',
  access: { staff: ['admin'] },
  body: settings,
  replies: { 200: settings },
})
