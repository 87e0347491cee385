import type { EntityManager } from 'typeorm'
import { shanghaiDay, type WorkingCalendar } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { canonicalJson, sha256 } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { forbidden, notFound } from '../../platform/problem'
import type { SheetRow } from '../../platform/sheets.reading'
import type { BureauCalendar } from '../bureau'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { SamplingBatch } from './sampling.batches.entities'
import { stateOfBatch, windowEndOf } from './sampling.batches.rules'
import { SamplingPlan } from './sampling.entities'
import { lockedPlan, planSubject } from './sampling.plans'
import { canRecord } from './sampling.policy'
import { notDrawn } from './sampling.problems'
import type { GivenSheet } from './sampling.registers'
import { type ReadResults, type ResultRow, readResults } from './sampling.results.sheet'
import { type LineFinding, rowsOf, sheetProblem } from './sampling.sheets'

export interface ResultsImport {
  /** Lines that are in order. */
  read: number
  imported: number
  unchanged: number
  nonCompliant: number
  /** Batches of the plan that still have no result after it. */
  open: number
  findings: LineFinding[]
}

/** 检验结果: a laboratory's sheet comes in as a whole or not at all. */
export class SamplingImporting {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly calendar: BureauCalendar,
  ) {}

  /**
   * @param dryRun only says what would be wrong, and what would come in
   * @throws Problem forbidden, not_found, not_drawn, invalid_request with a finding for every line that is wrong
   */
  async importResults(
    actor: StaffActor,
    planId: string,
    given: GivenSheet,
    dryRun: boolean,
  ): Promise<ResultsImport> {
    if (!canRecord(actor)) throw forbidden()
    const sheet = await rowsOf(given)
    if (dryRun) {
      const plan = await this.database.reads.findOneBy(SamplingPlan, { id: planId })
      if (!plan) throw notFound()
      const { read, batches } = await this.read(this.database.reads, plan, sheet)
      return told(read, changesIn(read.rows, batches), batches, 0)
    }
    const calendar = await this.calendar.current()
    return this.database.transaction(async (tx) => {
      const plan = await lockedPlan(tx, planId)
      const { read, batches } = await this.read(tx, plan, sheet)
      if (read.findings.length > 0) throw sheetProblem(read.findings)
      const changes = changesIn(read.rows, batches)
      for (const row of changes)
        await this.write(tx, calendar, row, batches.get(row.batchNo) as SamplingBatch)
      const result = told(read, changes, batches, changes.length)
      const { findings: _, ...after } = result
      const hash = sha256(canonicalJson(read.rows.map(({ line: __, ...row }) => row)))
      await this.ledger.append(tx, actor, 'sampling.import_results', planSubject(planId), {
        after: { ...after, hash },
      })
      return result
    })
  }

  private async read(
    manager: EntityManager,
    plan: SamplingPlan,
    sheet: readonly SheetRow[],
  ): Promise<{ read: ReadResults; batches: Map<string, SamplingBatch> }> {
    if (plan.drawnAt === null) throw notDrawn()
    const rows = await manager.findBy(SamplingBatch, { planId: plan.id })
    const batches = new Map(rows.map((b) => [b.batchNo, b]))
    const lines = new Map(plan.lines.map((line) => [line.id, line]))
    const today = shanghaiDay(this.clock.now())
    return {
      read: readResults(sheet, { batches, lines, drawnOn: shanghaiDay(plan.drawnAt), today }),
      batches,
    }
  }

  private async write(
    tx: EntityManager,
    calendar: WorkingCalendar,
    { result, deliveredOn, handling }: ResultRow,
    batch: SamplingBatch,
  ): Promise<void> {
    const failed = result.conclusion === 'non_compliant'
    const due = failed && deliveredOn ? windowEndOf(calendar, deliveredOn) : null
    const now = this.clock.now()
    const change = {
      result,
      state: stateOfBatch({ ...batch, result }),
      deliveredOn,
      windowEnds: due?.on ?? null,
      windowProvisional: due?.provisional ?? false,
      handling: handlingAfter(batch, failed, handling),
      importedAt: now,
      updatedAt: now,
    }
    await tx.update(SamplingBatch, { id: batch.id }, change)
    Object.assign(batch, change)
  }
}

function handlingAfter(batch: SamplingBatch, failed: boolean, told: ResultRow['handling']) {
  if (!failed) return null
  return told ? { ...told, done: batch.handling?.done ?? false } : batch.handling
}

/** Rows that say something else than the book does. */
function changesIn(rows: readonly ResultRow[], batches: ReadonlyMap<string, SamplingBatch>): ResultRow[] {
  return rows.filter(({ batchNo, result, deliveredOn, handling }) => {
    const batch = batches.get(batchNo)
    if (!batch) return false
    const failed = result.conclusion === 'non_compliant'
    const before = { result: batch.result, deliveredOn: batch.deliveredOn, handling: batch.handling }
    return (
      canonicalJson(before) !==
      canonicalJson({ result, deliveredOn, handling: handlingAfter(batch, failed, handling) })
    )
  })
}

function told(
  { rows, findings }: ReadResults,
  changes: readonly ResultRow[],
  batches: ReadonlyMap<string, SamplingBatch>,
  imported: number,
): ResultsImport {
  const covered = new Set(rows.map((r) => r.batchNo))
  return {
    read: rows.length,
    imported,
    unchanged: rows.length - changes.length,
    nonCompliant: rows.filter((r) => r.result.conclusion === 'non_compliant').length,
    open: [...batches.values()].filter((b) => !b.result && b.waiver === null && !covered.has(b.batchNo))
      .length,
    findings,
  }
}
