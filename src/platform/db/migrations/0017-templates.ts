import { createTable } from '../columns'

export const templateTables = [
  createTable(1764000001701, {
    name: 'message_templates',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'home', kind: 'key', length: 4 },
      { name: 'purpose', kind: 'key', length: 24 },
      { name: 'version', kind: 'count' },
      { name: 'kind', kind: 'key', length: 12 },
      { name: 'template_id', kind: 'key', length: 64 },
      { name: 'page', kind: 'text' },
      { name: 'fields', kind: 'json' },
      { name: 'created_by', kind: 'id' },
      { name: 'created_at', kind: 'instant' },
      { name: 'retired_by', kind: 'id', nullable: true },
      { name: 'retired_at', kind: 'instant', nullable: true },
    ],
    primary: ['id'],
    unique: [['home', 'purpose', 'version']],
    indexes: [['template_id']],
  }),
]
