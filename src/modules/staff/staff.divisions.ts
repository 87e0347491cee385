import { type EntityManager, IsNull } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { invalidField, notFound } from '../../platform/problem'
import type { Actor, Ledger } from '../ledger'
import { Division, type DivisionKind, StaffAccount } from './staff.entities'
import { divisionInUse } from './staff.problems'

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
      if (input.parentId !== null) await checkDivision(tx, input.parentId, 'parentId')
      const last = await tx.find(Division, { order: { ordinal: 'DESC' }, take: 1 })
      const division: Division = {
        id: newId(this.clock.now()),
        ...input,
        ordinal: (last[0]?.ordinal ?? 0) + 1,
        closedAt: null,
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

  /** Renames or moves; the tree stays a tree. @throws Problem not_found, invalid_request */
  async edit(actor: Actor, id: string, input: { name: string; parentId: string | null }): Promise<Division> {
    return this.database.transaction(async (tx) => {
      const all = await lockTree(tx)
      const division = all.get(id)
      if (!division) throw notFound()
      if (input.parentId !== null && input.parentId !== division.parentId) {
        await checkDivision(tx, input.parentId, 'parentId')
        for (let at = all.get(input.parentId); at; at = all.get(at.parentId ?? ''))
          if (at.id === id) throw invalidField('parentId', '不能把一个单位移到它自己的下级里')
      }
      await tx.update(Division, { id }, input)
      const { name, parentId } = division
      const change = { before: { name, parentId }, after: input }
      await this.ledger.append(tx, actor, 'staff.edit_division', { type: 'division', id }, change)
      return { ...division, ...input }
    })
  }

  /** 撤销. Closed twice is closed once, as long as nobody sits in it. @throws Problem not_found, division_in_use */
  async close(actor: Actor, id: string): Promise<Division> {
    return this.database.transaction(async (tx) => {
      const all = await lockTree(tx)
      const division = all.get(id)
      if (!division) throw notFound()
      const below = [...all.values()].some((d) => d.parentId === id && d.closedAt === null)
      const sitting = await tx.existsBy(StaffAccount, { divisionId: id, disabledAt: IsNull() })
      if (below || sitting) throw divisionInUse()
      const closedAt = division.closedAt ?? this.clock.now()
      await tx.update(Division, { id }, { closedAt })
      await this.ledger.append(tx, actor, 'staff.close_division', { type: 'division', id })
      return { ...division, closedAt }
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

/** Somebody new may be put there: it exists and is not closed. Holds it, so that it is not closed meanwhile. */
export async function checkDivision(tx: EntityManager, id: string, field = 'divisionId'): Promise<void> {
  const division = await findForUpdate(tx, Division, { id })
  if (!division) throw invalidField(field, field === 'parentId' ? '没有这个上级单位' : '没有这个科室或单位')
  if (division.closedAt !== null) throw invalidField(field, '这个单位已经撤销')
}

/** All of them, held until the end: two moves at once could make a ring. A bureau has dozens, not thousands. */
async function lockTree(tx: EntityManager): Promise<Map<string, Division>> {
  const lock = tx.dataSource.options.type === 'mysql' ? { mode: 'pessimistic_write' as const } : undefined
  const all = await tx.find(Division, { order: { id: 'ASC' }, lock })
  return new Map(all.map((d) => [d.id, d]))
}
