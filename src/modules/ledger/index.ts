export { CheckpointFile } from './ledger.checkpoints'
export { LedgerEntry, LedgerHead } from './ledger.entities'
export { actionName, actionNames, dutyNames, subjectName, subjectNames } from './ledger.names'
export type { LedgerFilter } from './ledger.reads'
export { type FoundEntries, LedgerSearch, type TitledSubjects } from './ledger.search'
export {
  type Actor,
  type Change,
  Ledger,
  type Subject,
  systemActor,
  type Verification,
} from './ledger.service'
