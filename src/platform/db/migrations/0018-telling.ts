import { addColumns, createTable } from '../columns'

/** 群发, WeChat's reports on it, and how often a person who wrote has been written to since. */
export const tellingTables = [
  createTable(1764000001801, {
    name: 'mass_sends',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'app_id', kind: 'key', length: 40 },
      { name: 'month', kind: 'key', length: 7 },
      { name: 'place', kind: 'count', nullable: true },
      { name: 'publication_id', kind: 'id' },
      { name: 'live_id', kind: 'id', nullable: true },
      { name: 'title', kind: 'text' },
      { name: 'words', kind: 'text' },
      { name: 'client_msg_id', kind: 'key', length: 64 },
      { name: 'state', kind: 'key', length: 10 },
      { name: 'doubtful', kind: 'flag' },
      { name: 'attempts', kind: 'count' },
      { name: 'first_tried_at', kind: 'instant', nullable: true },
      { name: 'msg_id', kind: 'key', length: 64, nullable: true },
      { name: 'error_code', kind: 'count', nullable: true },
      { name: 'report', kind: 'json', nullable: true },
      { name: 'created_by', kind: 'id' },
      { name: 'created_at', kind: 'instant' },
      { name: 'finished_at', kind: 'instant', nullable: true },
    ],
    primary: ['id'],
    unique: [['app_id', 'month', 'place'], ['app_id', 'live_id'], ['client_msg_id']],
    indexes: [['app_id', 'msg_id']],
  }),
  createTable(1764000001802, {
    name: 'mass_reports',
    columns: [
      { name: 'app_id', kind: 'key', length: 40 },
      { name: 'msg_id', kind: 'key', length: 64 },
      { name: 'report', kind: 'json' },
      { name: 'received_at', kind: 'instant' },
    ],
    primary: ['app_id', 'msg_id'],
  }),
  addColumns(1764000001803, 'chats', [
    { name: 'said_at', kind: 'instant', nullable: true },
    { name: 'told_since', kind: 'count', preset: 0 },
  ]),
]
