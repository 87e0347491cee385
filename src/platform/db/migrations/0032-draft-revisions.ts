import { addColumns, createTable } from '../columns'

/** Drafts as they stand after the comments, and which answers changed what in them. */
export const revisionTables = [
  addColumns(1764000003201, 'drafts', [
    { name: 'revision', kind: 'flag', preset: 0 },
    { name: 'alignment', kind: 'json', nullable: true },
  ]),
  createTable(1764000003202, {
    name: 'line_changes',
    columns: [
      { name: 'line_id', kind: 'id' },
      { name: 'clause_id', kind: 'id' },
    ],
    primary: ['line_id', 'clause_id'],
    indexes: [['clause_id']],
  }),
]
