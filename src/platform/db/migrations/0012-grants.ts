import { addColumns, addIndex, createTable } from '../columns'

export const grantTables = [
  createTable(1764000001101, {
    name: 'subscription_grants',
    columns: [
      { name: 'resident_id', kind: 'id' },
      { name: 'template_id', kind: 'key', length: 64 },
      { name: 'app_id', kind: 'key', length: 40 },
      { name: 'kind', kind: 'key', length: 10 },
      { name: 'state', kind: 'key', length: 10 },
      { name: 'claimed', kind: 'count' },
      { name: 'confirmed', kind: 'count' },
      { name: 'spent', kind: 'count' },
      { name: 'decided_at', kind: 'instant' },
      { name: 'created_at', kind: 'instant' },
    ],
    primary: ['resident_id', 'template_id'],
  }),
  addColumns(1764000001102, 'campaigns', [
    { name: 'priority', kind: 'count', preset: 0 },
    { name: 'subject_kind', kind: 'key', length: 24, preset: 'publication' },
    { name: 'messages', kind: 'json', nullable: true },
    { name: 'rests', kind: 'json', nullable: true },
  ]),
  addColumns(1764000001103, 'deliveries', [
    { name: 'msg_id', kind: 'key', length: 64, nullable: true },
    { name: 'error_code', kind: 'count', nullable: true },
  ]),
  // Each channel is claimed from by itself: one that rests at night must not be looked through.
  addIndex(1764000001104, 'deliveries', 'deliveries_i3', ['campaign_id', 'channel', 'state', 'id']),
]
