import { addColumns, addIndex, createTable } from '../columns'

/** 采纳情况: what the bureau answers, and which comments each answer is about. */
export const adoptionTables = [
  createTable(1764000002701, {
    name: 'adoption_lines',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'consultation_id', kind: 'id' },
      { name: 'gist', kind: 'text' },
      { name: 'legality', kind: 'text' },
      { name: 'rationality', kind: 'text' },
      { name: 'feasibility', kind: 'text' },
      { name: 'disposition', kind: 'key', length: 16 },
      { name: 'reason', kind: 'text' },
      { name: 'revised_text', kind: 'text', nullable: true },
      { name: 'size', kind: 'count' },
      { name: 'author_id', kind: 'id' },
      { name: 'created_at', kind: 'instant' },
      { name: 'changed_at', kind: 'instant' },
    ],
    primary: ['id'],
    indexes: [['consultation_id', 'id']],
  }),
  createTable(1764000002702, {
    name: 'answered_comments',
    columns: [
      { name: 'comment_id', kind: 'id' },
      { name: 'line_id', kind: 'id' },
    ],
    primary: ['comment_id'],
    indexes: [['line_id', 'comment_id']],
    clustered: true,
  }),
  addColumns(1764000002703, 'comments', [{ name: 'line_id', kind: 'id', nullable: true }]),
  addIndex(1764000002704, 'comments', 'comments_line', ['consultation_id', 'line_id', 'id']),
]
