import {
  inspectorCells,
  inspectorExamples,
  inspectorHeader,
  type SamplingInspector,
  type SamplingUnit,
  unitCells,
  unitExamples,
  unitHeader,
} from '../../src/modules/sampling'
import type { Office } from '../../src/office'
import { shanghaiDay } from '../../src/platform/calendar'
import { rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import type { Page } from '../../src/platform/schemas'
import { type Cell, csvStream, type SheetSource, xlsxStream } from '../../src/platform/sheets'
import {
  importSamplingInspectors,
  importSamplingUnits,
  listSamplingInspectors,
  listSamplingUnits,
  readSamplingInspectorSheet,
  readSamplingUnitSheet,
} from './registers.contract'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A table as a file, in the one form or the other. */
export function sheetReply(sheet: SheetSource, format: 'csv' | 'xlsx', filename: string) {
  const csv = format === 'csv'
  return answer({
    raw: {
      content: csv ? csvStream(sheet) : xlsxStream(sheet),
      contentType: csv ? 'text/csv; charset=utf-8' : XLSX,
      filename: `${filename}.${format}`,
    },
  })
}

export function samplingRegisterRoutes(counter: Counter, { samplingRegisters, clock }: Office): void {
  const isOn = (until: string | null) => until === null || until >= shanghaiDay(clock.now())
  const presentUnit = ({ id: _, changedAt, ...u }: SamplingUnit) => ({
    ...u,
    drawable: u.state === 'active' && isOn(u.licenceUntil),
    changedAt: rfc3339(changedAt),
  })
  const presentInspector = ({ id: _, changedAt, ...i }: SamplingInspector) => ({
    ...i,
    drawable: i.state === 'active' && isOn(i.certUntil),
    changedAt: rfc3339(changedAt),
  })

  counter.serve(listSamplingUnits, async ({ caller, query }) => {
    const { items, nextCursor } = await samplingRegisters.listUnits(caller, query)
    return { items: items.map(presentUnit), nextCursor }
  })
  counter.serve(importSamplingUnits, ({ caller, query, upload }) =>
    samplingRegisters.importUnits(caller, upload, query.dryRun),
  )
  counter.serve(readSamplingUnitSheet, async ({ caller, query }) => {
    const whole = (cursor?: string) => samplingRegisters.listUnits(caller, { limit: PAGE, cursor })
    const rows = query.content === 'all' ? pages(whole, unitCells) : given(unitExamples)
    const sheet = { name: '单位', header: unitHeader, rows }
    return sheetReply(sheet, query.format, '抽检对象名录库')
  })
  counter.serve(listSamplingInspectors, async ({ caller, query }) => {
    const { items, nextCursor } = await samplingRegisters.listInspectors(caller, query)
    return { items: items.map(presentInspector), nextCursor }
  })
  counter.serve(importSamplingInspectors, ({ caller, query, upload }) =>
    samplingRegisters.importInspectors(caller, upload, query.dryRun),
  )
  counter.serve(readSamplingInspectorSheet, async ({ caller, query }) => {
    const whole = (cursor?: string) => samplingRegisters.listInspectors(caller, { limit: PAGE, cursor })
    const rows = query.content === 'all' ? pages(whole, inspectorCells) : given(inspectorExamples)
    const sheet = { name: '人员', header: inspectorHeader, rows }
    return sheetReply(sheet, query.format, '执法检查人员名录库')
  })
}

const PAGE = 500

async function* given(rows: readonly string[][]): AsyncGenerator<Cell[]> {
  yield* rows
}

async function* pages<T>(
  read: (cursor?: string) => Promise<Page<T>>,
  cells: (row: T) => Cell[],
): AsyncGenerator<Cell[]> {
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page: Page<T> = await read(cursor)
    for (const row of page.items) yield cells(row)
    cursor = page.nextCursor
  }
}
