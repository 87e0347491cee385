import { createTable } from '../columns'

export const searchTables = [
  createTable(1764000001001, {
    name: 'search_misses',
    columns: [
      { name: 'term_hash', kind: 'key', length: 64 },
      { name: 'term', kind: 'text' },
      { name: 'times', kind: 'count' },
      { name: 'last_at', kind: 'instant' },
    ],
    primary: ['term_hash'],
    indexes: [['times']],
  }),
]
