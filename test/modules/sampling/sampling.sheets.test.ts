import type { SamplingBatch } from '../../../src/modules/sampling'
import type { PlanLine } from '../../../src/modules/sampling/sampling.entities'
import {
  nationalHeader,
  readResults,
  resultHeader,
} from '../../../src/modules/sampling/sampling.results.sheet'
import { dayOf } from '../../../src/modules/sampling/sampling.sheets'
import { filledIn, type ResultCells } from '../../support/sampling'

const line = { id: 'q1o1', item: '糕点' } as PlanLine
const batches = [1, 2, 3].map(
  (n) =>
    ({
      batchNo: `CJ2026-001-000${n}`,
      lineId: 'q1o1',
      unitName: `店${n}`,
      unitAddress: '路',
      waiver: null,
      retest: null,
    }) as SamplingBatch,
)
const expected = {
  batches: new Map(batches.map((b) => [b.batchNo, b])),
  lines: new Map([[line.id, line]]),
  drawnOn: '2026-11-24',
  today: '2026-11-25',
}
const blank = Object.fromEntries(resultHeader.map((name) => [name, ''])) as ResultCells
/** As the laboratory sends it: the first one failed. */
const sent = filledIn(
  batches.map((b) => ({ ...blank, 抽检批次号: b.batchNo, 食品大类: '糕点', 被抽样单位名称: b.unitName })),
  '2026-11-25',
  (i) => i === 0,
)
const read = (rows: readonly ResultCells[], header: readonly string[] = resultHeader) =>
  readResults(
    [header, ...rows.map((row) => resultHeader.map((name) => row[name]))].map((cells, i) => ({
      line: i + 1,
      cells: [...cells],
    })),
    expected,
  )
const blamed = (rows: readonly ResultCells[]) => read(rows).findings.map((f) => [f.line, f.column])

it('a sheet in order is read as a whole, in our words and in those of the national system', () => {
  for (const header of [resultHeader, nationalHeader]) {
    const { rows, findings } = read(sent, header)
    expect(findings).toEqual([])
    expect(rows.map((r) => [r.line, r.result.conclusion])).toEqual([
      [2, 'non_compliant'],
      [3, 'compliant'],
      [4, 'compliant'],
    ])
    expect(rows[0]).toMatchObject({ deliveredOn: '2026-11-25', handling: { hazard: '可能引起肠胃不适。' } })
  }
})

it('a column that is missing is named, and nothing is read', () => {
  const without = resultHeader.map((name) => (name === '不合格项目' ? '别的' : name))
  expect(read(sent, without)).toMatchObject({ rows: [], findings: [{ line: 1, column: '不合格项目' }] })
  expect(read([]).findings).toHaveLength(1)
})

it('a batch that stands twice, was not taken or is inspected again is refused', () => {
  expect(blamed([...sent, ...sent.slice(1, 2)])).toEqual([[5, '抽检批次号']])
  for (const over of [{ waiver: '停售' }, { retest: { state: 'applied' } }] as Partial<SamplingBatch>[]) {
    const changed = { ...batches[1], ...over } as SamplingBatch
    const { findings } = readResults(
      [resultHeader, ...sent.map((row) => resultHeader.map((name) => row[name]))].map((cells, i) => ({
        line: i + 1,
        cells: [...cells],
      })),
      { ...expected, batches: new Map([...expected.batches, [changed.batchNo, changed]]) },
    )
    expect(findings.map((f) => [f.line, f.column])).toEqual([[3, '抽检批次号']])
  }
})

it.each<[string, Partial<ResultCells>, string]>([
  ['failed without saying in what (functions.md 157)', { 不合格项目: '' }, '不合格项目'],
  [
    'compliant, and yet with something that failed',
    { 结论: '合格', 危害说明: '', 不合格原因: '', 核查处置: '' },
    '不合格项目',
  ],
  ['two items failed and one value', { 不合格项目: '菌落总数；苯甲酸' }, '检验值'],
  ['something failed that was not tested', { 不合格项目: '铅' }, '不合格项目'],
  ['another class than planned', { 食品大类: '饼干' }, '食品大类'],
  ['reported tomorrow', { 报告日期: '2026-11-26', 结论送达日期: '2026-11-26' }, '报告日期'],
  ['reported before the draw', { 报告日期: '2026-11-23' }, '报告日期'],
  ['delivered before it was reported', { 结论送达日期: '2026-11-24' }, '结论送达日期'],
  ['never delivered', { 结论送达日期: '' }, '结论送达日期'],
  ['no laboratory', { 检验机构: '' }, '检验机构'],
  ['a telephone number in it', { 标称生产者地址: '电话 13812345678' }, '标称生产者地址'],
])('%s: refused at that line, and the others are read', (_, over, column) => {
  const rows = sent.map((row, i) => (i === 0 ? { ...row, ...over } : row))
  expect(blamed(rows)).toContainEqual([2, column])
  expect(read(rows).findings.every((f) => f.line === 2)).toBe(true)
  expect(read(rows).rows.map((r) => r.line)).toEqual([3, 4])
})

it.each([
  ['2026-11-24', '2026-11-24'],
  ['2026/1/2', '2026-01-02'],
  ['2026.1.2', '2026-01-02'],
  ['2026年11月24日', '2026-11-24'],
  ['20261124', '2026-11-24'],
  ['2026-11-24 00:00:00', '2026-11-24'],
  ['46350', '2026-11-24'],
  ['46350.5', '2026-11-24'],
  ['2028-02-29', '2028-02-29'],
  ['2026-02-29', null],
  ['2026-13-01', null],
  ['11-24', null],
  ['明年', null],
  ['99999', null],
])('%s is the day %s', (written, day) => expect(dayOf(written)).toBe(day))
