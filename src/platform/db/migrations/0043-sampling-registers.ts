import { createTable } from '../columns'

/** 双随机两库: the units that may be sampled and the inspectors who may be sent. */
export const samplingRegisterTables = [
  createTable(1764000004301, {
    name: 'sampling_units',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'code', kind: 'key', length: 40 },
      { name: 'name', kind: 'text' },
      { name: 'address', kind: 'text' },
      { name: 'place', kind: 'text' },
      { name: 'classes', kind: 'json' },
      { name: 'licence', kind: 'text' },
      { name: 'licence_until', kind: 'day', nullable: true },
      { name: 'state', kind: 'key', length: 12 },
      { name: 'changed_at', kind: 'instant' },
    ],
    primary: ['id'],
    unique: [['code']],
  }),
  createTable(1764000004302, {
    name: 'sampling_inspectors',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'cert_no', kind: 'key', length: 40 },
      { name: 'name', kind: 'text' },
      { name: 'division', kind: 'text' },
      { name: 'cert_until', kind: 'day' },
      { name: 'specialties', kind: 'json' },
      { name: 'state', kind: 'key', length: 12 },
      { name: 'avoids', kind: 'json' },
      { name: 'changed_at', kind: 'instant' },
    ],
    primary: ['id'],
    unique: [['cert_no']],
  }),
]
