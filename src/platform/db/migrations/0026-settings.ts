import { createTable } from '../columns'

/** What a bureau changes without a restart; what is not there has its preset. */
export const settingTables = [
  createTable(1764000002601, {
    name: 'settings',
    columns: [
      { name: 'name', kind: 'key', length: 40 },
      { name: 'value', kind: 'json' },
      { name: 'changed_by', kind: 'id' },
      { name: 'changed_at', kind: 'instant' },
    ],
    primary: ['name'],
  }),
]
