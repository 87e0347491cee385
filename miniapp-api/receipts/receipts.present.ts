import type { Log, ReceiptProof, ReceiptReads } from '../../src/modules/receipts'
import { rfc3339 } from '../../src/platform/clock'

export function presentLog(log: Log, reads: ReceiptReads, checkpoint: { size: number; root: string } | null) {
  return {
    id: log.id,
    kind: log.kind,
    origin: log.origin,
    verifierKey: reads.verifierKeyOf(log),
    size: checkpoint?.size ?? 0,
    root: checkpoint?.root ?? log.root,
    openedAt: rfc3339(log.openedAt),
    checkedAt: rfc3339(log.checkedAt),
    closedAt: log.closedAt === null ? null : rfc3339(log.closedAt),
  }
}

export function presentProof(proof: ReceiptProof) {
  const { receipt, kind, logId, title, takenAt, log, promise, includedBy, inclusion } = proof
  return {
    receipt,
    kind,
    subjectId: logId,
    title,
    takenAt: rfc3339(takenAt),
    state: inclusion ? 'included' : log ? 'promised' : 'counted',
    ...(promise !== null && { includedBy: rfc3339(includedBy), promise }),
    ...(inclusion && {
      inclusion: {
        index: inclusion.index,
        size: inclusion.size,
        commitment: inclusion.commitment,
        path: inclusion.path,
        checkpoint: inclusion.checkpoint,
        proof: inclusion.text,
      },
    }),
  }
}
