import { createTable } from '../columns'

/** The State Council's yearly arrangement as an administrator entered it: it goes before the one shipped. */
export const calendarTables = [
  createTable(1764000002501, {
    name: 'calendar_years',
    columns: [
      { name: 'year', kind: 'key', length: 4 },
      { name: 'status', kind: 'key', length: 12 },
      { name: 'off', kind: 'json' },
      { name: 'work', kind: 'json' },
      { name: 'source', kind: 'text' },
      { name: 'entered_by', kind: 'id' },
      { name: 'entered_at', kind: 'instant' },
    ],
    primary: ['year'],
  }),
]
