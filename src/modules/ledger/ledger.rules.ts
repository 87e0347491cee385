import { canonicalJson, sha256 } from '../../platform/crypto'
import type { LedgerEntry } from './ledger.entities'

/** What the first line is chained to. */
export const GENESIS = '0'.repeat(64)

export type Unhashed = Omit<LedgerEntry, 'hash'>

/** SHA-256 over every field but the hash itself, as JSON with sorted keys. */
export function entryHash(entry: Unhashed): string {
  const {
    seq,
    at,
    actorKind,
    actorId,
    actorName,
    action,
    subjectType,
    subjectId,
    before,
    after,
    previousHash,
  } = entry
  return sha256(
    canonicalJson({
      seq,
      at,
      actorKind,
      actorId,
      actorName,
      action,
      subjectType,
      subjectId,
      before: before ?? null,
      after: after ?? null,
      previousHash,
    }),
  )
}

export interface Chain {
  seq: number
  hash: string
}

/**
 * Follows the chain over some lines.
 * @param known hashes by line as they once were, from checkpoints
 * @returns the number of the first bad line, or null
 */
export function firstBad(
  chain: Chain,
  entries: readonly LedgerEntry[],
  known: ReadonlyMap<number, string> = new Map(),
): number | null {
  for (const entry of entries) {
    const expected = chain.seq + 1
    if (entry.seq !== expected || entry.previousHash !== chain.hash || entry.hash !== entryHash(entry))
      return expected
    const once = known.get(entry.seq)
    if (once !== undefined && once !== entry.hash) return entry.seq
    chain.seq = entry.seq
    chain.hash = entry.hash
  }
  return null
}
