import { createTable } from '../columns'

export const pollTables = [
  createTable(1764000000401, {
    name: 'polls',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'title', kind: 'text' },
      { name: 'intro', kind: 'text' },
      { name: 'opens_at', kind: 'instant' },
      { name: 'closes_at', kind: 'instant' },
      { name: 'votes_per', kind: 'key', length: 10 },
      { name: 'questions', kind: 'json' },
      { name: 'loop', kind: 'json' },
      { name: 'author_id', kind: 'id' },
      { name: 'opened_by', kind: 'id', nullable: true },
      { name: 'opened_at', kind: 'instant', nullable: true },
      { name: 'frozen_at', kind: 'instant', nullable: true },
      { name: 'final_tally', kind: 'json', nullable: true },
      { name: 'created_at', kind: 'instant' },
    ],
    primary: ['id'],
    indexes: [['closes_at']],
  }),
  createTable(1764000000402, {
    name: 'ballots',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'poll_id', kind: 'id' },
      { name: 'resident_id', kind: 'id' },
      { name: 'period', kind: 'key', length: 10 },
      { name: 'answers', kind: 'json' },
      { name: 'answers_hash', kind: 'key', length: 64 },
      { name: 'division_id', kind: 'id', nullable: true },
      { name: 'cast_at', kind: 'instant' },
      { name: 'receipt', kind: 'key', length: 32 },
    ],
    clustered: true,
    primary: ['id'],
    // The only other index: every index in the order of residents costs a page to write for each ballot. A poll's
    // ballots are found by their ids, which sort by time.
    unique: [['resident_id', 'poll_id', 'period']],
  }),
]
