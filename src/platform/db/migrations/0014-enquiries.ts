import { createTable } from '../columns'

/** 留言 with their numbers, and the questions that are asked often. */
export const enquiryTables = [
  createTable(1764000001301, {
    name: 'enquiries',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'number', kind: 'key', length: 20 },
      { name: 'resident_id', kind: 'id', nullable: true },
      { name: 'source', kind: 'key', length: 12 },
      { name: 'state', kind: 'key', length: 10 },
      { name: 'sealed_question', kind: 'text', nullable: true },
      { name: 'sealed_answer', kind: 'text', nullable: true },
      { name: 'division_id', kind: 'id', nullable: true },
      { name: 'received_at', kind: 'instant' },
      { name: 'due_on', kind: 'day' },
      { name: 'due_provisional', kind: 'flag' },
      { name: 'assigned_by', kind: 'id', nullable: true },
      { name: 'assigned_at', kind: 'instant', nullable: true },
      { name: 'answered_by', kind: 'id', nullable: true },
      { name: 'answered_at', kind: 'instant', nullable: true },
    ],
    primary: ['id'],
    unique: [['number']],
    indexes: [
      ['resident_id', 'id'],
      ['state', 'due_on'],
      ['division_id', 'id'],
    ],
  }),
  createTable(1764000001302, {
    name: 'enquiry_numbers',
    columns: [
      { name: 'year', kind: 'key', length: 4 },
      { name: 'last', kind: 'count' },
    ],
    primary: ['year'],
  }),
  createTable(1764000001303, {
    name: 'faqs',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'draft', kind: 'json', nullable: true },
      { name: 'live', kind: 'json', nullable: true },
      { name: 'author_id', kind: 'id' },
      { name: 'opened_by', kind: 'id', nullable: true },
      { name: 'opened_at', kind: 'instant', nullable: true },
      { name: 'created_at', kind: 'instant' },
      { name: 'changed_at', kind: 'instant' },
    ],
    primary: ['id'],
    indexes: [['opened_at']],
  }),
]
