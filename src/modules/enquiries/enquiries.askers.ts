import type { EntityManager } from 'typeorm'
import type { AudienceSource } from '../push'
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
