import type { Day } from '../../platform/calendar'
import type { SheetRow } from '../../platform/sheets.reading'
import type { BatchResult, Conclusion, Failure, Handling, SamplingBatch } from './sampling.batches.entities'
import type { PlanLine } from './sampling.entities'
import { inLineOrder, type LineFinding, noteDoubles, type SheetLine, tableOf } from './sampling.sheets'

/** Ours first, then the names of the national sampling system's sheets, which carry the same things. */
export const resultColumns = {
  batchNo: { names: ['抽检批次号', '抽样单编号', '抽样编号'], needed: true },
  foodClass: { names: ['食品大类'], needed: true },
  variety: { names: ['食品品种', '食品细类'] },
  sampleName: { names: ['样品名称'], needed: true },
  spec: { names: ['规格', '规格型号'] },
  brand: { names: ['商标'] },
  producedOn: { names: ['生产日期/批号', '生产日期', '生产/购进日期或批号'] },
  producer: { names: ['标称生产者名称', '标称生产企业名称'] },
  producerAddress: { names: ['标称生产者地址', '标称生产企业地址'] },
  unitName: { names: ['被抽样单位名称'], needed: true },
  unitAddress: { names: ['被抽样单位地址'] },
  tests: { names: ['检验项目'], needed: true },
  conclusion: { names: ['结论', '检验结论', '结果判定'], needed: true },
  failed: { names: ['不合格项目'], needed: true },
  found: { names: ['检验值', '检验结果'], needed: true },
  limit: { names: ['标准值', '标准限值'], needed: true },
  lab: { names: ['检验机构', '检验机构名称'], needed: true },
  reportedOn: { names: ['报告日期', '报告签发日期'], needed: true },
  deliveredOn: { names: ['结论送达日期', '检验结论送达日期'], needed: true },
  hazard: { names: ['危害说明'] },
  cause: { names: ['不合格原因'] },
  measures: { names: ['核查处置'] },
} as const

type Line = SheetLine<typeof resultColumns>
export const MOST_RESULTS = 2_000

export const resultHeader = Object.values(resultColumns).map((c) => c.names[0])
/** As the national system names them. */
export const nationalHeader = Object.values(resultColumns).map((c) => c.names[1] ?? c.names[0])

const conclusionOf: Record<string, Conclusion> = {
  合格: 'compliant',
  不合格: 'non_compliant',
  符合: 'compliant',
  不符合: 'non_compliant',
  合格样品: 'compliant',
  不合格样品: 'non_compliant',
}
export const conclusionWords: Record<Conclusion, string> = { compliant: '合格', non_compliant: '不合格' }

export interface ResultRow {
  line: number
  batchNo: string
  result: BatchResult
  deliveredOn: Day | null
  /** Null where the sheet says nothing of it. */
  handling: Omit<Handling, 'done'> | null
}

export interface ReadResults {
  rows: ResultRow[]
  findings: LineFinding[]
}

/** What the sheet is held against. */
export interface Expected {
  batches: ReadonlyMap<string, SamplingBatch>
  lines: ReadonlyMap<string, PlanLine>
  drawnOn: Day
  today: Day
}

/** Every line read and judged; one that is wrong in any way is not among the rows. */
export function readResults(sheet: readonly SheetRow[], expected: Expected): ReadResults {
  const table = tableOf(sheet, resultColumns, { most: MOST_RESULTS, what: '检验结果' })
  const numbers = table.lines.map((line) => line.code('batchNo'))
  noteDoubles(table.lines, numbers, 'batchNo')
  const read = table.lines.map((line, i) => rowOf(line, numbers[i] ?? '', expected))
  const wrong = new Set(table.findings.map((f) => f.line))
  return { rows: read.filter((row) => !wrong.has(row.line)), findings: inLineOrder(table.findings) }
}

function rowOf(line: Line, batchNo: string, expected: Expected): ResultRow {
  const batch = expected.batches.get(batchNo)
  if (!batch && batchNo !== '') line.fault('batchNo', '这份计划里没有这个批次')
  if (batch?.waiver) line.fault('batchNo', '这个批次已登记为未抽样')
  if (batch?.retest) line.fault('batchNo', '这个批次已登记复检，不能再导入')
  const foodClass = line.text('foodClass', 60)
  const item = batch && expected.lines.get(batch.lineId)?.item
  if (item !== undefined && foodClass !== '' && foodClass !== item)
    line.fault('foodClass', `与计划不一致，应是“${item}”`)
  const unitName = line.text('unitName', 100)
  if (batch && unitName !== '' && unitName !== batch.unitName)
    line.fault('unitName', `与抽中的单位不一致，应是“${batch.unitName}”；换了单位的，请先办理更换`)
  const conclusion = line.oneOf('conclusion', conclusionOf)
  const tests = line.list('tests', PARTED, 1_000)
  const failures = failuresOf(line, conclusion, tests)
  const reportedOn = line.day('reportedOn')
  const failed = conclusion === 'non_compliant'
  const deliveredOn = line.day('deliveredOn', failed)
  checkDays(line, reportedOn, deliveredOn, expected)
  const told = handlingOf(line)
  if (told && conclusion === 'compliant') line.fault('hazard', '合格的批次不填危害说明、原因和核查处置')
  return {
    line: line.line,
    batchNo,
    deliveredOn,
    handling: told,
    result: {
      foodClass,
      variety: line.text('variety', 60, false),
      sampleName: line.text('sampleName', 100),
      spec: line.text('spec', 60, false),
      brand: line.text('brand', 60, false),
      producedOn: line.text('producedOn', 60, false),
      producer: line.text('producer', 100, false),
      producerAddress: line.text('producerAddress', 150, false),
      unitAddress: line.text('unitAddress', 150, false) || (batch?.unitAddress ?? ''),
      tests,
      conclusion: conclusion ?? 'compliant',
      failures,
      lab: line.text('lab', 100),
      reportedOn: reportedOn ?? expected.today,
    },
  }
}

const PARTED = /[；;、]/
const PARTED_VALUES = /[；;]/

/** 不合格项目、检验值、标准值 stand in the same order, parted by ； */
function failuresOf(line: Line, conclusion: Conclusion | null, tests: readonly string[]): Failure[] {
  const failed = conclusion === 'non_compliant'
  const items = line.list('failed', PARTED_VALUES, 500, failed)
  const found = line.list('found', PARTED_VALUES, 500, failed)
  const limits = line.list('limit', PARTED_VALUES, 500, failed)
  if (!failed) {
    if (conclusion === 'compliant' && items.length > 0)
      line.fault('failed', '结论是合格，却填写了不合格项目，请核对')
    return []
  }
  if (items.length > 0 && found.length > 0 && found.length !== items.length)
    line.fault('found', `应与不合格项目一一对应（${items.length} 项），用；分开`)
  if (items.length > 0 && limits.length > 0 && limits.length !== items.length)
    line.fault('limit', `应与不合格项目一一对应（${items.length} 项），用；分开`)
  for (const item of items)
    if (tests.length > 0 && !tests.includes(item)) line.fault('failed', `“${item}”不在检验项目里，请核对`)
  return items.map((item, i) => ({ item, found: found[i] ?? '', limit: limits[i] ?? '' }))
}

function checkDays(
  line: Line,
  reported: Day | null,
  delivered: Day | null,
  { drawnOn, today }: Expected,
): void {
  if (reported && reported > today) line.fault('reportedOn', '不能晚于今天')
  if (reported && reported < drawnOn) line.fault('reportedOn', `不能早于抽签的日期（${drawnOn}）`)
  if (delivered && delivered > today) line.fault('deliveredOn', '不能晚于今天')
  if (reported && delivered && delivered < reported) line.fault('deliveredOn', '不能早于报告日期')
}

function handlingOf(line: Line): Omit<Handling, 'done'> | null {
  const hazard = line.text('hazard', 300, false)
  const cause = line.text('cause', 300, false)
  const measures = line.text('measures', 500, false)
  return hazard || cause || measures ? { hazard, cause, measures } : null
}

/** A batch as the sheet has it, so that what was exported can be imported again and changes nothing. */
export function resultCells(batch: SamplingBatch, item: string): string[] {
  const { result, handling } = batch
  const failures = result?.failures ?? []
  const joined = (of: (f: Failure) => string) => failures.map(of).join('；')
  return [
    batch.batchNo,
    result?.foodClass ?? item,
    result?.variety ?? '',
    result?.sampleName ?? '',
    result?.spec ?? '',
    result?.brand ?? '',
    result?.producedOn ?? '',
    result?.producer ?? '',
    result?.producerAddress ?? '',
    batch.unitName,
    result?.unitAddress ?? batch.unitAddress,
    (result?.tests ?? []).join('；'),
    result ? conclusionWords[result.conclusion] : '',
    joined((f) => f.item),
    joined((f) => f.found),
    joined((f) => f.limit),
    result?.lab ?? '',
    result?.reportedOn ?? '',
    batch.deliveredOn ?? '',
    handling?.hazard ?? '',
    handling?.cause ?? '',
    handling?.measures ?? '',
  ]
}
