import { addColumns, createTable } from '../columns'

/** 百姓点检日: links that open a tablet to people without WeChat, and which of them a ballot came through. */
export const stallTables = [
  createTable(1764000002901, {
    name: 'stalls',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'poll_id', kind: 'id' },
      { name: 'secret_hash', kind: 'key', length: 64 },
      { name: 'place', kind: 'text' },
      { name: 'label', kind: 'text' },
      { name: 'ends_at', kind: 'instant' },
      { name: 'ballot_limit', kind: 'count' },
      { name: 'issued_by', kind: 'id' },
      { name: 'issued_at', kind: 'instant' },
      { name: 'revoked_by', kind: 'id', nullable: true },
      { name: 'revoked_at', kind: 'instant', nullable: true },
    ],
    primary: ['id'],
    unique: [['secret_hash']],
    indexes: [['poll_id', 'id']],
  }),
  addColumns(1764000002902, 'ballots', [
    { name: 'stall_id', kind: 'id', nullable: true },
    { name: 'written_at', kind: 'instant', nullable: true },
  ]),
]
