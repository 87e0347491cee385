import type { Ledger } from './modules/ledger'
import { Logs, ReceiptKeys, ReceiptReads } from './modules/receipts'
import type { Clock } from './platform/clock'
import type { Seal } from './platform/crypto'
import type { Database } from './platform/db/database'
import { keyFor } from './platform/keys'

/** Receipts and their logs: keys of their own, which outlive a rotation of the master keys. */
export async function buildReceipts(hall: {
  database: Database
  clock: Clock
  ledger: Ledger
  seal: Seal
  publicUrl: string
}) {
  const { database, clock, ledger, seal, publicUrl } = hall
  const keys = new ReceiptKeys(
    await keyFor(database, seal, 'receipts'),
    await keyFor(database, seal, 'log-signing'),
  )
  const { host } = new URL(publicUrl)
  return {
    receiptKeys: keys,
    logs: new Logs(database, clock, ledger, keys, host),
    receiptReads: new ReceiptReads(database, keys),
  }
}
