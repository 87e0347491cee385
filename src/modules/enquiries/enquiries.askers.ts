import type { EntityManager } from 'typeorm'
import type { Database } from '../../platform/db/database'
import type { AudienceSource, AwaitedOutcomes } from '../push'
import { Enquiry } from './enquiries.entities'

/** The one who asked, as the enquiry knows him now: two openids may have become one person meanwhile. */
export class AskerOfEnquiry implements AudienceSource {
  readonly kind = 'asker'

  exists(tx: EntityManager, enquiryId: string): Promise<boolean> {
    return tx.existsBy(Enquiry, { id: enquiryId })
  }

  async all(tx: EntityManager, enquiryId: string): Promise<readonly string[]> {
    const residentId = (await tx.findOneBy(Enquiry, { id: enquiryId }))?.residentId
    return residentId ? [residentId] : []
  }

  async among(
    tx: EntityManager,
    enquiryId: string,
    residentIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const asked = new Set(await this.all(tx, enquiryId))
    return new Set(residentIds.filter((id) => asked.has(id)))
  }
}

/** Questions of a resident that nobody has answered yet. */
export class AwaitedAnswers implements AwaitedOutcomes {
  readonly purpose = 'enquiry_answer'

  constructor(private readonly database: Database) {}

  async of(residentId: string, limit: number): Promise<string[]> {
    const rows = await this.database.select(
      "SELECT id FROM enquiries WHERE resident_id = ? AND state IN ('open', 'assigned') ORDER BY id DESC LIMIT ?",
      [residentId, limit],
    )
    return rows.map((row) => String(row.id))
  }
}
