import type { EntityManager } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { reassign } from '../../platform/db/reassign'
import type { PersonalDataHolder } from '../residents'
import { Poll } from './polls.entities'
import { ballotsOf, eraseBallotTexts } from './polls.reads'
import { eraseTraces } from './polls.traces'

/** What polls hold of a resident: ballots, under an id that an erasure leaves without a person. */
export class BallotsOfResident implements PersonalDataHolder {
  readonly name = 'ballots'

  constructor(private readonly database: Database) {}

  export(residentId: string): Promise<unknown> {
    return ballotsOf(this.database.reads, residentId)
  }

  /** Nobody votes twice by leaving: the identity's hash stays until the last poll voted in has closed. */
  async erase(tx: EntityManager, residentId: string): Promise<number | null> {
    const pollIds = await eraseBallotTexts(tx, residentId)
    await eraseTraces(tx, residentId)
    let until: number | null = null
    for (const id of pollIds) {
      const poll = await tx.findOneBy(Poll, { id })
      if (poll && poll.frozenAt === null) until = Math.max(until ?? 0, poll.closesAt)
    }
    return until
  }

  /** Where both have voted both ballots stay counted, and the elder's holds the only place there is. */
  async join(tx: EntityManager, from: string, to: string): Promise<void> {
    const through = 'poll_id IN (SELECT id FROM polls)'
    await reassign(tx, { table: 'ballots', column: 'resident_id', through }, from, to)
  }
}
