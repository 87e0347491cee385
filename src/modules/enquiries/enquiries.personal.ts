import type { EntityManager } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { reassign } from '../../platform/db/reassign'
import type { PersonalDataHolder } from '../residents'
import { Enquiry } from './enquiries.entities'
import type { EnquiryReads } from './enquiries.reads'

/** What was asked and what was answered. */
export class EnquiriesOfResident implements PersonalDataHolder {
  readonly name = 'enquiries'

  constructor(
    private readonly database: Database,
    private readonly reads: EnquiryReads,
  ) {}

  async export(residentId: string): Promise<unknown> {
    const rows = await this.database.reads.find(Enquiry, { where: { residentId }, order: { id: 'ASC' } })
    return rows.map((row) => {
      const { number, source, state, question, answer, receivedAt, answeredAt } = this.reads.opened(row)
      return { number, source, state, question, answer, receivedAt, answeredAt }
    })
  }

  /** The number stays, as numbers have no gaps; both texts and the person go. */
  async erase(tx: EntityManager, residentId: string): Promise<null> {
    const nothing = { residentId: null, sealedQuestion: null, sealedAnswer: null, state: 'erased' as const }
    await tx.update(Enquiry, { residentId }, nothing)
    return null
  }

  async join(tx: EntityManager, from: string, to: string): Promise<void> {
    await reassign(tx, { table: 'enquiries', column: 'resident_id' }, from, to)
  }
}
