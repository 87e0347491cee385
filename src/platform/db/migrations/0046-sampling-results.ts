import { createTable } from '../columns'

/** Results as they were signed for and published: what residents search. Written anew with every publication. */
export const samplingResultTables = [
  createTable(1764000004601, {
    name: 'sampling_results',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'plan_id', kind: 'id' },
      { name: 'poll_id', kind: 'id' },
      { name: 'publication_id', kind: 'id' },
      { name: 'line_id', kind: 'key', length: 40 },
      { name: 'batch_no', kind: 'key', length: 40 },
      { name: 'conformity', kind: 'key', length: 16 },
      { name: 'item_text', kind: 'text' },
      { name: 'unit_text', kind: 'text' },
      { name: 'search_text', kind: 'text' },
      { name: 'detail', kind: 'json' },
      { name: 'published_at', kind: 'instant' },
    ],
    primary: ['id'],
    unique: [['batch_no']],
    indexes: [
      ['plan_id', 'id'],
      ['conformity', 'id'],
    ],
  }),
]
