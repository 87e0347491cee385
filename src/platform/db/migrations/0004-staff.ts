import { createTable } from '../columns'

export const staffTables = [
  createTable(1764000000301, {
    name: 'divisions',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'parent_id', kind: 'id', nullable: true },
      { name: 'name', kind: 'name', length: 100 },
      { name: 'kind', kind: 'key', length: 12 },
      { name: 'ordinal', kind: 'count' },
    ],
    primary: ['id'],
    indexes: [['parent_id']],
  }),
  createTable(1764000000302, {
    name: 'staff_accounts',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'username', kind: 'key', length: 40 },
      { name: 'name', kind: 'name', length: 100 },
      { name: 'division_id', kind: 'id' },
      { name: 'roles', kind: 'json' },
      { name: 'password_hash', kind: 'text' },
      { name: 'must_change_password', kind: 'flag' },
      { name: 'failed_sign_ins', kind: 'count' },
      { name: 'locked_until', kind: 'instant', nullable: true },
      { name: 'disabled_at', kind: 'instant', nullable: true },
      { name: 'created_at', kind: 'instant' },
    ],
    primary: ['id'],
    unique: [['username']],
    indexes: [['division_id']],
  }),
]
