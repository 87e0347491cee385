import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { invalidField } from '../../platform/problem'
import type { Actor, Ledger } from '../ledger'
import { Division, type DivisionKind, StaffAccount } from './staff.entities'

export interface NewDivision {
  parentId: string | null
  name: string
  kind: DivisionKind
}

/** The tree of 市局, 科室, 分局 and 县区局, and who sits where. */
export class Divisions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  async create(actor: Actor, input: NewDivision): Promise<Division> {
    return this.database.transaction(async (tx) => {
      if (input.parentId !== null && !(await tx.existsBy(Division, { id: input.parentId })))
        throw invalidField('parentId', '没有这个上级单位')
      const last = await tx.find(Division, { order: { ordinal: 'DESC' }, take: 1 })
      const division: Division = {
        id: newId(this.clock.now()),
        ...input,
        ordinal: (last[0]?.ordinal ?? 0) + 1,
      }
      await tx.insert(Division, division)
      await this.ledger.append(
        tx,
        actor,
        'staff.create_division',
        { type: 'division', id: division.id },
        { after: input },
      )
      return division
    })
  }

  /** In the order they were set up, parents before children. */
  list(): Promise<Division[]> {
    return this.database.reads.find(Division, { order: { ordinal: 'ASC' } })
  }

  async find(id: string): Promise<Division | null> {
    return this.database.reads.findOneBy(Division, { id })
  }

  /** Accounts by name of the account; never a password. */
  listStaff(): Promise<StaffAccount[]> {
    return this.database.reads.find(StaffAccount, { order: { username: 'ASC' } })
  }
}
