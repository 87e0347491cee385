import { addColumns, createTable } from '../columns'

/** What a closed poll publishes of its ballots: choices without persons, in an order that tells nothing. */
export const openDataTables = [
  createTable(1764000004001, {
    name: 'poll_rows',
    columns: [
      { name: 'poll_id', kind: 'id' },
      { name: 'number', kind: 'count' },
      { name: 'size', kind: 'count' },
      { name: 'hash', kind: 'key', length: 44 },
      { name: 'content', kind: 'text' },
    ],
    primary: ['poll_id', 'number'],
  }),
  addColumns(1764000004002, 'polls', [{ name: 'sealed_at', kind: 'instant', nullable: true }]),
]
