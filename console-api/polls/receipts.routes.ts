import { Readable } from 'node:stream'
import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import { exportOpenings } from './receipts.contract'

export function staffReceiptRoutes(counter: Counter, { pollOpenings }: Office): void {
  counter.serve(exportOpenings, async ({ caller, params }) => {
    const lines = await pollOpenings.lines(caller, params.id)
    return answer({
      raw: {
        content: Readable.from(lines),
        contentType: 'text/plain; charset=utf-8',
        filename: `开封文件-${params.id}.jsonl`,
      },
    })
  })
}
