import { createTable } from '../columns'

export const platformTables = [
  createTable(1764000000001, {
    name: 'keyring',
    columns: [
      { name: 'name', kind: 'key', length: 40 },
      { name: 'sealed', kind: 'text' },
    ],
    primary: ['name'],
  }),
  createTable(1764000000002, {
    name: 'idempotency_keys',
    columns: [
      { name: 'hash', kind: 'key', length: 64 },
      { name: 'fingerprint', kind: 'key', length: 64 },
      { name: 'created_at', kind: 'instant' },
      { name: 'reply', kind: 'text', nullable: true },
    ],
    primary: ['hash'],
    indexes: [['created_at']],
  }),
  createTable(1764000000003, {
    name: 'jobs',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'name', kind: 'key', length: 64 },
      { name: 'slot', kind: 'key', length: 100 },
      { name: 'state', kind: 'key', length: 10 },
      { name: 'run_at', kind: 'instant' },
      { name: 'lease_until', kind: 'instant' },
      { name: 'attempts', kind: 'count' },
      { name: 'payload', kind: 'json', nullable: true },
      { name: 'last_error', kind: 'text', nullable: true },
      { name: 'done_at', kind: 'instant', nullable: true },
    ],
    primary: ['id'],
    unique: [['name', 'slot']],
    indexes: [['state', 'run_at']],
  }),
  createTable(1764000000004, {
    name: 'tallies',
    columns: [
      { name: 'subject', kind: 'id' },
      { name: 'item', kind: 'key', length: 80 },
      { name: 'votes', kind: 'count' },
    ],
    clustered: true,
    primary: ['subject', 'item'],
  }),
  createTable(1764000000005, {
    name: 'sessions',
    columns: [
      { name: 'token_hash', kind: 'key', length: 64 },
      { name: 'kind', kind: 'key', length: 10 },
      { name: 'holder_id', kind: 'id' },
      { name: 'csrf_token', kind: 'key', length: 43 },
      { name: 'context', kind: 'id', nullable: true },
      { name: 'created_at', kind: 'instant' },
      { name: 'seen_at', kind: 'instant' },
    ],
    clustered: true,
    primary: ['token_hash'],
    indexes: [['kind', 'holder_id']],
  }),
]
