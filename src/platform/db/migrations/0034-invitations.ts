import { createTable } from '../columns'

/** Who was asked for an opinion beside the public call, and who answered. */
export const invitationTables = [
  createTable(1764000003401, {
    name: 'consultation_invitations',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'consultation_id', kind: 'id' },
      { name: 'name', kind: 'text' },
      { name: 'writer_group', kind: 'key', length: 12 },
      { name: 'way', kind: 'key', length: 10 },
      { name: 'invited_on', kind: 'day' },
      { name: 'answered_on', kind: 'day', nullable: true },
      { name: 'comment_id', kind: 'id', nullable: true },
      { name: 'campaign_id', kind: 'id', nullable: true },
      { name: 'author_id', kind: 'id' },
      { name: 'created_at', kind: 'instant' },
    ],
    primary: ['id'],
    indexes: [['consultation_id', 'id']],
  }),
]
