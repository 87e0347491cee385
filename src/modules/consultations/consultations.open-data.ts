import { rfc3339 } from '../../platform/clock'
import { logLines, notSealedYet, OPEN_DATA_FORMAT, type ReceiptReads, withEnd } from '../receipts'
import type { Consultation } from './consultations.entities'
import type { ConsultationReads } from './consultations.reads'

/** What anybody may download of a closed consultation: that every comment has its entry, and not what it says. */
export class ConsultationOpenData {
  constructor(
    private readonly consultations: ConsultationReads,
    private readonly receipts: ReceiptReads,
  ) {}

  /** @throws Problem not_found, not_sealed_yet */
  async lines(id: string): Promise<{ consultation: Consultation; lines: AsyncGenerator<string> }> {
    const consultation = await this.consultations.find(id)
    const log = await this.receipts.findLog(id)
    if (!log?.closedAt) throw notSealedYet()
    // A letter may still be entered: the file tells of the log as it was last signed.
    const signed = { ...log, size: log.notedSize }
    return { consultation, lines: withEnd(this.content(consultation, signed), { entries: signed.size }) }
  }

  private async *content(
    { id, title, opensAt, closesAt }: Consultation,
    log: Parameters<typeof logLines>[1],
  ): AsyncGenerator<string> {
    const newest = await this.receipts.checkpointAt(id, log.size)
    const { origin, size } = log
    const head = {
      format: OPEN_DATA_FORMAT,
      kind: 'consultation',
      consultation: { id, title, opensAt: rfc3339(opensAt), closesAt: rfc3339(closesAt) },
      log: { origin, verifierKey: this.receipts.verifierKeyOf(log), size, root: newest.root },
    }
    yield `${JSON.stringify(head)}\n`
    yield* logLines(this.receipts, log)
  }
}
