import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { id } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const preferences = z
  .strictObject({
    ageFriendly: z.boolean(),
    topics: z.array(z.string()),
    personalised: z.boolean(),
    divisionId: z.string().nullable(),
    consentVersion: z.string().nullable(),
  })
  .meta({ id: 'Preferences' })

export const readPreferences = endpoint({
  operationId: 'readPreferences',
  method: 'GET',
  path: '/api/me/preferences',
  tag: '我的',
  summary: '我的设置，没有设过的是预设值',
  access: 'resident',
  replies: { 200: preferences },
})

export const setPreferences = endpoint({
  operationId: 'setPreferences',
  method: 'PUT',
  path: '/api/me/preferences',
  tag: '我的',
  summary: '设置长辈版、关注的主题、个性化推送、所在辖区和隐私同意',
  access: 'resident',
  body: z.strictObject({
    ageFriendly: z.boolean('应是 true 或 false').optional(),
    topics: z
      .array(text({ min: 1, max: 30 }))
      .max(30, '最多 30 个主题')
      .optional(),
    personalised: z.boolean('应是 true 或 false').optional(),
    divisionId: id.nullable().optional(),
    consentVersion: z
      .string()
      .regex(/^[\w.-]{1,20}$/, '格式不对')
      .optional(),
  }),
  replies: { 200: preferences },
})

export const exportMe = endpoint({
  operationId: 'exportMe',
  method: 'GET',
  path: '/api/me/export',
  tag: '我的',
  summary: '导出系统保存的、与我有关的全部信息',
  access: 'resident',
  replies: { 200: z.record(z.string(), z.unknown()) },
})

export const eraseMe = endpoint({
  operationId: 'eraseMe',
  method: 'DELETE',
  path: '/api/me',
  tag: '我的',
  summary: '注销：删除我的个人信息，已计入的票数不变',
  access: 'resident',
  replies: { 204: null },
})
