export { CheckpointFile } from './ledger.checkpoints'
export { LedgerEntry, LedgerHead } from './ledger.entities'
export type { LedgerFilter } from './ledger.reads'
export {
  type Actor,
  type Change,
  Ledger,
  type Subject,
  systemActor,
  type Verification,
} from './ledger.service'
