import { addColumns, createTable } from '../columns'

/** 动态口令 of staff, and divisions that are closed but stay in the book. */
export const staffFactorTables = [
  createTable(1764000002401, {
    name: 'staff_factors',
    columns: [
      { name: 'staff_id', kind: 'id' },
      { name: 'sealed_secret', kind: 'text' },
      { name: 'confirmed_at', kind: 'instant', nullable: true },
      { name: 'last_step', kind: 'count' },
      { name: 'failures', kind: 'count' },
      { name: 'created_at', kind: 'instant' },
    ],
    primary: ['staff_id'],
  }),
  createTable(1764000002402, {
    name: 'staff_recovery_codes',
    columns: [
      { name: 'code_hash', kind: 'key', length: 64 },
      { name: 'staff_id', kind: 'id' },
      { name: 'used_at', kind: 'instant', nullable: true },
    ],
    primary: ['code_hash'],
    indexes: [['staff_id']],
  }),
  addColumns(1764000002403, 'divisions', [{ name: 'closed_at', kind: 'instant', nullable: true }]),
]
