import { createTable } from '../columns'

/** 批次: what was drawn, what the laboratory found, re-inspection and what was done about it. */
export const samplingBatchTables = [
  createTable(1764000004501, {
    name: 'sampling_batches',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'plan_id', kind: 'id' },
      { name: 'line_id', kind: 'key', length: 40 },
      { name: 'batch_no', kind: 'key', length: 40 },
      { name: 'unit_code', kind: 'key', length: 40 },
      { name: 'unit_name', kind: 'text' },
      { name: 'unit_address', kind: 'text' },
      { name: 'inspectors', kind: 'json' },
      { name: 'replaced', kind: 'json' },
      { name: 'waiver', kind: 'text', nullable: true },
      { name: 'state', kind: 'key', length: 16 },
      { name: 'result', kind: 'json', nullable: true },
      { name: 'delivered_on', kind: 'day', nullable: true },
      { name: 'window_ends', kind: 'day', nullable: true },
      { name: 'window_provisional', kind: 'flag' },
      { name: 'retest', kind: 'json', nullable: true },
      { name: 'handling', kind: 'json', nullable: true },
      { name: 'imported_at', kind: 'instant', nullable: true },
      { name: 'updated_at', kind: 'instant' },
    ],
    primary: ['id'],
    unique: [['batch_no']],
    indexes: [['plan_id', 'state', 'batch_no'], ['plan_id', 'line_id', 'batch_no'], ['window_ends']],
  }),
]
