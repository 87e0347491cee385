import { createTable } from '../columns'

export const fileTables = [
  createTable(1764000001901, {
    name: 'files',
    columns: [
      { name: 'id', kind: 'key', length: 64 },
      { name: 'type', kind: 'key', length: 80 },
      { name: 'bytes', kind: 'count' },
      { name: 'width', kind: 'count', nullable: true },
      { name: 'height', kind: 'count', nullable: true },
      { name: 'uploaded_at', kind: 'instant' },
    ],
    primary: ['id'],
    indexes: [['uploaded_at', 'id']],
  }),
  createTable(1764000001902, {
    name: 'file_chunks',
    columns: [
      { name: 'file_id', kind: 'key', length: 64 },
      { name: 'number', kind: 'count' },
      { name: 'content', kind: 'text' },
    ],
    primary: ['file_id', 'number'],
  }),
  createTable(1764000001903, {
    name: 'publication_files',
    columns: [
      { name: 'publication_id', kind: 'id' },
      { name: 'standing', kind: 'key', length: 10 },
      { name: 'file_id', kind: 'key', length: 64 },
      { name: 'name', kind: 'text', nullable: true },
    ],
    clustered: true,
    primary: ['publication_id', 'standing', 'file_id'],
    indexes: [['file_id', 'standing']],
  }),
]
