import { createHash } from 'node:crypto'
import { rfc3339 } from '../../platform/clock'
import { entryBytes, entryLine, PART, partLine, partRoot } from './open-data.rules'
import type { Log } from './receipts.entities'
import type { ReceiptReads } from './receipts.reads'

/** Everything public about one log: checkpoints, then entries. */
export async function* logLines(reads: ReceiptReads, log: Log): AsyncGenerator<string> {
  for await (const { size, note, at } of reads.allCheckpoints(log.id)) {
    if (size > log.size) break
    yield `${JSON.stringify({ checkpoint: note, at: rfc3339(at) })}\n`
  }
  let part: { receipt: string; commitment: string }[] = []
  let number = 0
  for await (const entry of reads.entries(log.id, log.size)) {
    part.push(entry)
    if (part.length < PART) continue
    yield partOf(part, number++)
    part = []
  }
  if (part.length > 0) yield partOf(part, number)
}

function partOf(part: readonly { receipt: string; commitment: string }[], number: number): string {
  const root = partRoot(part.map((e) => entryBytes(e.receipt, e.commitment)))
  const lines = part.map((e, i) => entryLine(number * PART + i, e.receipt, e.commitment))
  return partLine('e', number, root) + lines.join('')
}

/** Ends a file with its own hash, as every export of this house does. */
export async function* withEnd(
  content: AsyncIterable<string>,
  counted: Record<string, number>,
): AsyncGenerator<string> {
  const sha = createHash('sha256')
  for await (const text of content) {
    sha.update(text)
    yield text
  }
  yield `${JSON.stringify({ end: counted, sha256: sha.digest('hex') })}\n`
}
