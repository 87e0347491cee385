import type { EntityManager } from 'typeorm'
import type { Idempotency } from '../../platform/http/idempotency'
import type { PersonalDataHolder } from './residents.erasure'

/** Replies kept for a repeated Idempotency-Key: they may hold what the resident wrote. */
export class RepliesOfResident implements PersonalDataHolder {
  readonly name = 'keptReplies'

  constructor(private readonly idempotency: Idempotency) {}

  export(residentId: string): Promise<unknown> {
    return this.idempotency.repliesTo(`resident:${residentId}`)
  }

  async erase(tx: EntityManager, residentId: string): Promise<null> {
    await this.idempotency.forgetCaller(tx, `resident:${residentId}`)
    return null
  }
}
