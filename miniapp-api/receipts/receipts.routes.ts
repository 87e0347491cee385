import { Readable } from 'node:stream'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import {
  listCheckpoints,
  listLogs,
  openConsultationData,
  openPollData,
  readCheckpoint,
  readConsistency,
  readLog,
  readReceipt,
} from './receipts.contract'
import { presentLog, presentProof } from './receipts.present'

export function receiptRoutes(counter: Counter, office: Office): void {
  const { receiptReads: reads, pollOpenData, consultationOpenData } = office
  const file = (lines: AsyncIterable<string>, filename: string) =>
    answer({ raw: { content: Readable.from(lines), contentType: 'text/plain; charset=utf-8', filename } })

  counter.serve(readReceipt, async ({ params }) => presentProof(await reads.prove(params.receipt)))
  counter.serve(listLogs, async ({ query }) => {
    const { items, nextCursor } = await reads.list(query)
    const told = await Promise.all(
      items.map(async (log) => presentLog(log, reads, await reads.newestCheckpoint(log.id))),
    )
    return { items: told, nextCursor }
  })
  counter.serve(readLog, async ({ params }) => {
    const log = await reads.find(params.id)
    return presentLog(log, reads, await reads.newestCheckpoint(log.id))
  })
  counter.serve(listCheckpoints, async ({ params, query }) => {
    const { items, nextCursor } = await reads.checkpoints(params.id, query)
    return {
      items: items.map(({ size, root, at, note }) => ({ size, root, at: rfc3339(at), note })),
      nextCursor,
    }
  })
  counter.serve(readCheckpoint, async ({ params }) => {
    await reads.find(params.id)
    const newest = await reads.newestCheckpoint(params.id)
    return answer({ raw: { content: newest?.note ?? '', contentType: 'text/plain; charset=utf-8' } })
  })
  counter.serve(readConsistency, async ({ params, query: { from, to } }) => ({
    from,
    to,
    proof: await reads.consistency(params.id, from, to),
  }))
  counter.serve(openPollData, async ({ params }) => {
    const { poll, lines } = await pollOpenData.lines(params.id)
    return file(lines, `${poll.title}-开放数据.jsonl`)
  })
  counter.serve(openConsultationData, async ({ params }) => {
    const { consultation, lines } = await consultationOpenData.lines(params.id)
    return file(lines, `${consultation.title}-开放数据.jsonl`)
  })
}
