import { addIndex } from '../columns'

/** What the staff's first page asks with every visit. */
export const homeIndexes = [
  addIndex(1764000002301, 'review_sheets', 'review_sheets_state', ['state', 'id']),
  addIndex(1764000002302, 'ledger_entries', 'ledger_entries_actor', ['actor_id', 'seq']),
  addIndex(1764000002303, 'ledger_entries', 'ledger_entries_subject', ['subject_type', 'seq']),
  addIndex(1764000002304, 'ledger_entries', 'ledger_entries_at', ['at', 'seq']),
]
