import { platformTables } from './0001-platform'
import { ledgerTables } from './0002-ledger'
import { residentTables } from './0003-residents'
import { staffTables } from './0004-staff'
import { pollTables } from './0005-polls'

/** The one sequence, for both databases: only ever added to. */
export const migrations = [
  ...platformTables,
  ...ledgerTables,
  ...residentTables,
  ...staffTables,
  ...pollTables,
]
