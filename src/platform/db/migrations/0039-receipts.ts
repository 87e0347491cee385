import { addColumns, createTable } from '../columns'

/** Append-only logs of what residents sent: their intake, entries, tree and signed checkpoints. */
export const receiptTables = [
  createTable(1764000003901, {
    name: 'log_intake',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'log_id', kind: 'id' },
      { name: 'entries', kind: 'text' },
    ],
    primary: ['log_id', 'id'],
    clustered: true,
  }),
  createTable(1764000003902, {
    name: 'logs',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'kind', kind: 'key', length: 12 },
      { name: 'origin', kind: 'text' },
      { name: 'size', kind: 'count' },
      { name: 'root', kind: 'key', length: 44 },
      { name: 'noted_size', kind: 'count' },
      { name: 'opened_at', kind: 'instant' },
      { name: 'checked_at', kind: 'instant' },
      { name: 'closed_at', kind: 'instant', nullable: true },
    ],
    primary: ['id'],
  }),
  createTable(1764000003903, {
    name: 'log_entries',
    columns: [
      { name: 'log_id', kind: 'id' },
      { name: 'number', kind: 'count' },
      { name: 'size', kind: 'count' },
      { name: 'first_id', kind: 'id' },
      { name: 'last_id', kind: 'id' },
      { name: 'entries', kind: 'text' },
    ],
    primary: ['log_id', 'number'],
    indexes: [['log_id', 'last_id', 'first_id']],
  }),
  createTable(1764000003904, {
    name: 'log_tiles',
    columns: [
      { name: 'log_id', kind: 'id' },
      { name: 'level', kind: 'count' },
      { name: 'number', kind: 'count' },
      { name: 'size', kind: 'count' },
      { name: 'hashes', kind: 'text' },
    ],
    primary: ['log_id', 'level', 'number'],
  }),
  createTable(1764000003905, {
    name: 'log_checkpoints',
    columns: [
      { name: 'log_id', kind: 'id' },
      { name: 'size', kind: 'count' },
      { name: 'root', kind: 'key', length: 44 },
      { name: 'at', kind: 'instant' },
      { name: 'note', kind: 'text' },
    ],
    primary: ['log_id', 'size'],
  }),
  // The salt of a comment's commitment: with it, and with the text, what stood in the log's entry is gone.
  addColumns(1764000003906, 'comments', [{ name: 'salt', kind: 'key', length: 43, nullable: true }]),
]
