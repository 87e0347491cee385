export {
  checkpointLines,
  isSignedBy,
  type Result,
  resultLines,
  signNote,
  verifierKey,
} from './notes.rules'
export {
  checkOf,
  entryLine,
  OPEN_DATA_FORMAT,
  PART,
  partLine,
  partRoot,
  rowBytes,
  rowLine,
} from './open-data.rules'
export { Log, LogCheckpoint, LogEntries, type LogKind, LogTile, logKinds } from './receipts.entities'
export { ReceiptKeys } from './receipts.keys'
export { Logs, type SealedLog } from './receipts.logs'
export { logLines, withEnd } from './receipts.open-data'
export { notSealedYet, unknownReceipt } from './receipts.problems'
export {
  MERGE_DELAY_MS,
  type Receipted,
  type ReceiptProof,
  ReceiptReads,
  type ReceiptSource,
} from './receipts.reads'
export { rootOf } from './tree.rules'
