import { addColumns, createTable } from '../columns'

/** 公平计票: where ballots came from, under a key of their poll, and which of them are counted apart. */
export const fairCountingTables = [
  addColumns(1764000005001, 'ballots', [{ name: 'trace', kind: 'key', length: 32, nullable: true }]),
  createTable(1764000005002, {
    name: 'poll_countings',
    columns: [
      { name: 'poll_id', kind: 'id' },
      { name: 'aside', kind: 'json' },
      { name: 'revision', kind: 'count' },
      { name: 'changed_at', kind: 'instant', nullable: true },
    ],
    primary: ['poll_id'],
  }),
  createTable(1764000005003, {
    name: 'set_asides',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'poll_id', kind: 'id' },
      { name: 'number', kind: 'count' },
      { name: 'rule', kind: 'key', length: 20 },
      { name: 'limits', kind: 'json' },
      { name: 'state', kind: 'key', length: 12 },
      { name: 'reason', kind: 'text' },
      { name: 'ballots', kind: 'count' },
      { name: 'set_hash', kind: 'key', length: 64 },
      { name: 'proposed_by', kind: 'id' },
      { name: 'proposed_at', kind: 'instant' },
      { name: 'approved_by', kind: 'id', nullable: true },
      { name: 'approved_at', kind: 'instant', nullable: true },
      { name: 'ended_by', kind: 'id', nullable: true },
      { name: 'ended_at', kind: 'instant', nullable: true },
      { name: 'end_reason', kind: 'text', nullable: true },
    ],
    primary: ['id'],
    unique: [['poll_id', 'number']],
  }),
  createTable(1764000005004, {
    name: 'set_aside_ballots',
    columns: [
      { name: 'act_id', kind: 'id' },
      { name: 'ballot_id', kind: 'id' },
    ],
    primary: ['act_id', 'ballot_id'],
    indexes: [['ballot_id', 'act_id']],
    clustered: true,
  }),
]
