import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { canonicalJson, sha256 } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { newId } from '../../platform/ids'
import { forbidden, stale } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { SheetRow } from '../../platform/sheets.reading'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import type { Registers } from './sampling.draw.rules'
import { canKeepRegisters, canReadDesk } from './sampling.policy'
import { SamplingInspector, SamplingUnit, type UnitState } from './sampling.registers.entities'
import { type ReadRegister, readInspectors, readUnits } from './sampling.registers.sheet'
import { type LineFinding, rowsOf, sheetProblem } from './sampling.sheets'

const CHUNK = 200

export type GivenSheet = { filename: string; content: Buffer } | undefined

/** What a sheet did, or would do, to a register. */
export interface RegisterImport {
  read: number
  created: number
  changed: number
  unchanged: number
  findings: LineFinding[]
}

export interface UnitFilter extends PageRequest {
  q?: string
  state?: UnitState
}

interface Register<E extends ObjectLiteral> {
  entity: EntityTarget<E>
  key: 'code' | 'certNo'
  action: string
  subject: string
  read: (rows: readonly SheetRow[]) => ReadRegister<Omit<E, 'id' | 'changedAt'>>
}

const units: Register<SamplingUnit> = {
  entity: SamplingUnit,
  key: 'code',
  action: 'sampling.import_units',
  subject: 'sampling_units',
  read: readUnits,
}
const inspectors: Register<SamplingInspector> = {
  entity: SamplingInspector,
  key: 'certNo',
  action: 'sampling.import_inspectors',
  subject: 'sampling_inspectors',
  read: readInspectors,
}

type Row = Record<string, unknown>

/** 双随机两库: kept by sheets that name what is new or has changed; whoever is not named stays as he is. */
export class SamplingRegisters {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** @throws Problem forbidden, invalid_request with a finding for every line that is wrong */
  importUnits(actor: StaffActor, given: GivenSheet, dryRun: boolean): Promise<RegisterImport> {
    return this.take(actor, units as unknown as Register<ObjectLiteral>, given, dryRun)
  }

  /** @throws Problem as importUnits */
  importInspectors(actor: StaffActor, given: GivenSheet, dryRun: boolean): Promise<RegisterImport> {
    return this.take(actor, inspectors as unknown as Register<ObjectLiteral>, given, dryRun)
  }

  private async take(
    actor: StaffActor,
    register: Register<ObjectLiteral>,
    given: GivenSheet,
    dryRun: boolean,
  ): Promise<RegisterImport> {
    if (!canKeepRegisters(actor)) throw forbidden()
    const { rows, findings } = register.read(await rowsOf(given))
    if (!dryRun && findings.length > 0) throw sheetProblem(findings)
    if (dryRun) {
      const { created, changed } = await differences(this.database.reads, register, rows)
      return counted(rows.length, created.length, changed.length, findings)
    }
    return this.unlessAtOnce(async (tx) => {
      const { created, changed } = await differences(tx, register, rows)
      const changedAt = this.clock.now()
      const fresh = created.map((row) => ({ ...row, id: newId(changedAt), changedAt }))
      for (let at = 0; at < fresh.length; at += CHUNK)
        await tx.insert(register.entity, fresh.slice(at, at + CHUNK))
      for (const { id, row } of changed) await tx.update(register.entity, { id }, { ...row, changedAt })
      const result = counted(rows.length, created.length, changed.length, [])
      const { findings: _, ...after } = result
      const subject = { type: register.subject, id: shanghaiDay(changedAt) }
      const hash = sha256(canonicalJson(rows))
      await this.ledger.append(tx, actor, register.action, subject, { after: { ...after, hash } })
      return result
    })
  }

  /** Two sheets with the same new row at the same moment: the second one looks again. */
  private async unlessAtOnce<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(work)
    } catch (error) {
      throw isDuplicate(error) ? stale() : error
    }
  }

  /** By code. @throws Problem forbidden */
  async listUnits(actor: StaffActor, { q, state, limit, cursor }: UnitFilter): Promise<Page<SamplingUnit>> {
    if (!canReadDesk(actor)) throw forbidden()
    const query = this.database.reads.createQueryBuilder(SamplingUnit, 'u').orderBy('u.code')
    if (cursor) query.andWhere('u.code > :cursor', { cursor })
    if (state) query.andWhere('u.state = :state', { state })
    const like = `%${(q ?? '').replace(/[!%_]/g, '!$&')}%`
    if (q) query.andWhere("(u.name LIKE :like ESCAPE '!' OR u.address LIKE :like ESCAPE '!')", { like })
    return toPage(
      await query.limit(limit + 1).getMany(),
      limit,
      (u) => u.code,
      (u) => u,
    )
  }

  /** By certificate. @throws Problem forbidden */
  async listInspectors(actor: StaffActor, page: PageRequest): Promise<Page<SamplingInspector>> {
    if (!canReadDesk(actor)) throw forbidden()
    const query = this.database.reads.createQueryBuilder(SamplingInspector, 'i').orderBy('i.certNo')
    if (page.cursor) query.andWhere('i.certNo > :cursor', { cursor: page.cursor })
    return toPage(
      await query.limit(page.limit + 1).getMany(),
      page.limit,
      (i) => i.certNo,
      (i) => i,
    )
  }

  /** Both registers as they stand, for a draw; without what a draw does not look at. */
  async snapshot(tx: EntityManager): Promise<Registers> {
    const allUnits = await tx.find(SamplingUnit, { order: { code: 'ASC' } })
    const allInspectors = await tx.find(SamplingInspector, { order: { certNo: 'ASC' } })
    return {
      on: shanghaiDay(this.clock.now()),
      units: allUnits.map(({ id: _, changedAt: __, licence: ___, ...unit }) => unit),
      inspectors: allInspectors.map(({ id: _, changedAt: __, division: ___, ...inspector }) => inspector),
    }
  }
}

const counted = (read: number, created: number, changed: number, findings: LineFinding[]) => ({
  read,
  created,
  changed,
  unchanged: read - created - changed,
  findings,
})

/** Which rows are new to the register, and which say something else than it does. */
async function differences(
  manager: EntityManager,
  { entity, key }: Register<ObjectLiteral>,
  rows: readonly Row[],
): Promise<{ created: Row[]; changed: { id: string; row: Row }[] }> {
  const known = new Map<unknown, Row>()
  for (const row of await manager.find(entity)) known.set((row as Row)[key], row as Row)
  const created: Row[] = []
  const changed: { id: string; row: Row }[] = []
  for (const row of rows) {
    const old = known.get(row[key])
    if (!old) created.push(row)
    else if (Object.entries(row).some(([name, value]) => canonicalJson(value) !== canonicalJson(old[name])))
      changed.push({ id: String(old.id), row })
  }
  return { created, changed }
}
