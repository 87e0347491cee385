import { createTable } from '../columns'

/** 中奖、领奖 and 奖品台账. A unit of stock is held by one win at most, and a person has one win of a quiz. */
export const prizeTables = [
  createTable(1764000003801, {
    name: 'wins',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'quiz_id', kind: 'id' },
      { name: 'prize_id', kind: 'key', length: 8 },
      { name: 'unit', kind: 'count', nullable: true },
      { name: 'freed_unit', kind: 'count', nullable: true },
      { name: 'place', kind: 'count' },
      { name: 'token', kind: 'key', length: 24 },
      { name: 'resident_id', kind: 'id' },
      { name: 'round', kind: 'count' },
      { name: 'state', kind: 'key', length: 12 },
      { name: 'allotted_at', kind: 'instant' },
      { name: 'claim_until', kind: 'instant' },
      { name: 'claimed_at', kind: 'instant', nullable: true },
      { name: 'handed_over_by', kind: 'id', nullable: true },
      { name: 'handed_over_at', kind: 'instant', nullable: true },
      { name: 'handed_over_how', kind: 'key', length: 12, nullable: true },
      { name: 'forfeited_at', kind: 'instant', nullable: true },
      { name: 'forfeit_reason', kind: 'key', length: 16, nullable: true },
      { name: 'successor_id', kind: 'id', nullable: true },
    ],
    primary: ['id'],
    unique: [
      ['quiz_id', 'prize_id', 'unit'],
      ['quiz_id', 'resident_id'],
      ['quiz_id', 'place'],
    ],
    indexes: [
      ['resident_id', 'id'],
      ['state', 'claim_until'],
      ['quiz_id', 'round'],
    ],
  }),
  createTable(1764000003802, {
    name: 'claims',
    columns: [
      { name: 'win_id', kind: 'id' },
      { name: 'sealed', kind: 'text', nullable: true },
      { name: 'shown_name', kind: 'text', nullable: true },
      { name: 'claimed_at', kind: 'instant' },
      { name: 'keep_on', kind: 'day' },
      { name: 'purged_at', kind: 'instant', nullable: true },
    ],
    primary: ['win_id'],
    indexes: [['purged_at', 'keep_on']],
  }),
  createTable(1764000003803, {
    name: 'prize_movements',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'quiz_id', kind: 'id' },
      { name: 'prize_id', kind: 'key', length: 8 },
      { name: 'kind', kind: 'key', length: 12 },
      { name: 'quantity', kind: 'count' },
      { name: 'token', kind: 'key', length: 24, nullable: true },
      { name: 'at', kind: 'instant' },
      { name: 'actor_id', kind: 'id' },
      { name: 'actor_name', kind: 'text' },
    ],
    primary: ['id'],
    indexes: [['quiz_id', 'id']],
  }),
]
