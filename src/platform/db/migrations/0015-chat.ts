import { createTable } from '../columns'

export const chatTables = [
  createTable(1764000001401, {
    name: 'chat_messages',
    columns: [
      { name: 'hash', kind: 'key', length: 64 },
      { name: 'state', kind: 'key', length: 10 },
      { name: 'resident_id', kind: 'id', nullable: true },
      { name: 'attempts', kind: 'count' },
      { name: 'lease_until', kind: 'instant' },
      { name: 'sealed_message', kind: 'text', nullable: true },
      { name: 'sealed_answer', kind: 'text', nullable: true },
      { name: 'received_at', kind: 'instant' },
    ],
    primary: ['hash'],
    indexes: [['state', 'lease_until'], ['received_at'], ['resident_id']],
  }),
  createTable(1764000001402, {
    name: 'chats',
    columns: [
      { name: 'resident_id', kind: 'id' },
      { name: 'state', kind: 'json', nullable: true },
      { name: 'expires_at', kind: 'instant' },
      { name: 'busy_with', kind: 'key', length: 64, nullable: true },
      { name: 'busy_until', kind: 'instant' },
      { name: 'followed_at', kind: 'instant', nullable: true },
      { name: 'unfollowed_at', kind: 'instant', nullable: true },
    ],
    primary: ['resident_id'],
  }),
]
