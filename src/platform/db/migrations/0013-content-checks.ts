import { createTable } from '../columns'

/** One person with several openids (docs/decisions/0014), and the check of what residents write. */
export const contentCheckTables = [
  createTable(1764000001201, {
    name: 'resident_aliases',
    columns: [
      { name: 'alias_id', kind: 'id' },
      { name: 'resident_id', kind: 'id' },
      { name: 'linked_at', kind: 'instant' },
    ],
    primary: ['alias_id'],
    indexes: [['resident_id']],
  }),
  createTable(1764000001202, {
    name: 'resident_unions',
    columns: [
      { name: 'union_hash', kind: 'key', length: 64 },
      { name: 'resident_id', kind: 'id' },
      { name: 'keep_until', kind: 'instant', nullable: true },
    ],
    primary: ['union_hash'],
    indexes: [['resident_id'], ['keep_until']],
  }),
  createTable(1764000001203, {
    name: 'content_checks',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'subject_type', kind: 'key', length: 10 },
      { name: 'subject_id', kind: 'id' },
      { name: 'state', kind: 'key', length: 10 },
      { name: 'label', kind: 'key', length: 12, nullable: true },
      { name: 'attempts', kind: 'count' },
      { name: 'due_at', kind: 'instant', nullable: true },
      { name: 'written_at', kind: 'instant' },
      { name: 'checked_at', kind: 'instant', nullable: true },
      { name: 'decided_by', kind: 'id', nullable: true },
      { name: 'decided_at', kind: 'instant', nullable: true },
    ],
    primary: ['id'],
    unique: [['subject_type', 'subject_id']],
    indexes: [['due_at'], ['state', 'id']],
  }),
  createTable(1764000001204, {
    name: 'content_check_cursors',
    columns: [
      { name: 'name', kind: 'key', length: 40 },
      { name: 'after_id', kind: 'id' },
    ],
    primary: ['name'],
  }),
]
