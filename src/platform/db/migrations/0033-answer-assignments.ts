import { createTable } from '../columns'

/** 交办: which division drafts answers to what, and by when; and the bureau's own wordings of reasons. */
export const assignmentTables = [
  createTable(1764000003301, {
    name: 'answer_assignments',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'consultation_id', kind: 'id' },
      { name: 'division_id', kind: 'id' },
      { name: 'within_days', kind: 'count' },
      { name: 'due_on', kind: 'day' },
      { name: 'due_provisional', kind: 'flag' },
      { name: 'note', kind: 'text', nullable: true },
      { name: 'assigned_by', kind: 'id' },
      { name: 'assigned_at', kind: 'instant' },
    ],
    primary: ['id'],
    indexes: [['consultation_id', 'id'], ['division_id']],
  }),
  createTable(1764000003302, {
    name: 'assigned_comments',
    columns: [
      { name: 'comment_id', kind: 'id' },
      { name: 'assignment_id', kind: 'id' },
    ],
    primary: ['comment_id'],
    indexes: [['assignment_id', 'comment_id']],
    clustered: true,
  }),
  createTable(1764000003303, {
    name: 'reason_templates',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'disposition', kind: 'key', length: 16 },
      { name: 'name', kind: 'text' },
      { name: 'reason', kind: 'text' },
      { name: 'author_id', kind: 'id' },
      { name: 'created_at', kind: 'instant' },
    ],
    primary: ['id'],
  }),
]
