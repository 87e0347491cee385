import { createTable } from '../columns'

export const ledgerTables = [
  createTable(1764000000101, {
    name: 'ledger_entries',
    columns: [
      { name: 'seq', kind: 'count' },
      { name: 'at', kind: 'instant' },
      { name: 'actor_kind', kind: 'key', length: 10 },
      { name: 'actor_id', kind: 'key', length: 26 },
      { name: 'actor_name', kind: 'name', length: 100 },
      { name: 'action', kind: 'key', length: 64 },
      { name: 'subject_type', kind: 'key', length: 40 },
      { name: 'subject_id', kind: 'key', length: 64 },
      { name: 'before', kind: 'json', nullable: true },
      { name: 'after', kind: 'json', nullable: true },
      { name: 'previous_hash', kind: 'key', length: 64 },
      { name: 'hash', kind: 'key', length: 64 },
    ],
    primary: ['seq'],
    indexes: [
      ['action', 'seq'],
      ['subject_id', 'seq'],
    ],
  }),
  createTable(1764000000102, {
    name: 'ledger_head',
    columns: [
      { name: 'name', kind: 'key', length: 10 },
      { name: 'seq', kind: 'count' },
      { name: 'hash', kind: 'key', length: 64 },
    ],
    primary: ['name'],
  }),
]
