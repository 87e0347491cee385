import { createTable } from '../columns'

export const wechatTokenTables = [
  createTable(1764000001601, {
    name: 'wechat_tokens',
    columns: [
      { name: 'app_id', kind: 'key', length: 64 },
      { name: 'sealed_token', kind: 'text', nullable: true },
      { name: 'valid_until', kind: 'instant' },
      { name: 'lease_until', kind: 'instant' },
    ],
    primary: ['app_id'],
  }),
]
