import * as fc from 'fast-check'
import type { Cell } from '../../src/platform/sheets'
import { assertWellFormed, readWorkbook, unzip } from './sheets.reader'
import { csvBytes, csvRows, RUNNABLE, recompute, source, xlsxBytes } from './sheets.samples'

describe('xlsx export', () => {
  it('holds the same rows, row count and hash as the CSV of the same data', async () => {
    const rows: Cell[][] = Array.from({ length: 3000 }, (_, n) => [n - 5, `第 ${n} 条，<b>&"\r\n_x0041_ 😀`])
    const { hash } = recompute(await csvBytes(source(rows)))
    const [data, seal, ...others] = await readWorkbook(await xlsxBytes(source(rows)))
    expect(others).toEqual([])
    expect(data!.rows[0]!.map((cell) => cell.value)).toEqual(['编号', '内容'])
    expect(data!.rows.slice(1).map((row) => [Number(row[0]!.value), row[1]!.value])).toEqual(rows)
    expect(new Set(data!.rows.slice(1).map((row) => row.map((cell) => cell.type).join()))).toEqual(
      new Set(['n,inlineStr']),
    )
    expect(seal!.name).toBe('校验')
    expect(seal!.rows.slice(1, 4).map((row) => row.map((cell) => cell.value))).toEqual([
      ['行数', '3000'],
      ['SHA-256', hash],
      ['超长被截断的单元格', '0'],
    ])
  })

  it.each(RUNNABLE)('keeps %j a text for good, in a cell and in the header', async (text) => {
    const [data] = await readWorkbook(await xlsxBytes(source([[1, text]], ['一', text])))
    const value = text.replace('\u0001', '')
    expect(data!.rows[0]![1]).toEqual({ reference: 'B1', type: 'inlineStr', style: '1', value })
    expect(data!.rows[1]![1]).toEqual({ reference: 'B2', type: 'inlineStr', style: '2', value })
  })

  it('is well-formed XML and gives any text back, whatever residents write', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(']]>', '<x>', '&amp;', '_x000D_', '\r', '\ud800', ' a '),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (cells) => {
        const header = cells.map((_, n) => `栏${n}`)
        const [record] = await csvRows([cells], header)
        const [data] = await readWorkbook(await xlsxBytes(source([cells], header)))
        const read = new Map(data!.rows[1]!.map((cell) => [cell.reference, cell]))
        for (const [n, field] of record!.entries()) {
          const cell = read.get(`${'ABCDE'[n]}2`)
          expect(cell?.value ?? '').toBe(cell?.style === '2' ? field.slice(1) : field)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('leaves blanks out and names the columns past Z', async () => {
    const header = Array.from({ length: 703 }, (_, n) => `栏${n}`)
    const row: Cell[] = header.map((_, n) => ([25, 26, 701, 702].includes(n) ? n : null))
    const [data] = await readWorkbook(await xlsxBytes(source([row], header)))
    expect(data!.rows[1]!.map((cell) => cell.reference)).toEqual(['Z2', 'AA2', 'ZZ2', 'AAA2'])
  })

  it.each([
    [4, 9, [4, 4, 4]],
    [4, 10, [4, 4, 4, 2]],
    [4, 3, [4]],
    [4, 0, [1]],
  ])(
    'with %i rows to a sheet, %i rows fill sheets of %j, each with the header',
    async (limit, count, sizes) => {
      const rows: Cell[][] = Array.from({ length: count }, (_, n) => [n, `文${n}`])
      const sheets = await readWorkbook(await xlsxBytes(source(rows), limit))
      const data = sheets.slice(0, -1)
      expect(data.map((sheet) => sheet.rows.length)).toEqual(sizes)
      expect(data.flatMap((sheet) => sheet.rows.slice(1)).map((row) => Number(row[0]!.value))).toEqual(
        rows.map((row) => row[0]),
      )
      expect(data.every((sheet) => sheet.rows[0]![0]!.value === '编号')).toBe(true)
      expect(sheets.map((sheet) => sheet.name)).toEqual(
        sizes.map((_, n) => (n === 0 ? '投票明细' : `投票明细 (${n + 1})`)).concat('校验'),
      )
      expect(sheets.at(-1)!.rows[2]![1]!.value).toBe(recompute(await csvBytes(source(rows))).hash)
    },
  )

  it.each([
    ['a[b]:c*d?e/f\\g', 'a b c d e f g'],
    ["'明细'", '明细'],
    ['', '数据'],
    ['[]', '数据'],
    ['校验', '校验数据'],
    ['一<二>&"', '一<二>&"'],
    ['长'.repeat(40), '长'.repeat(31)],
    [`${'长'.repeat(30)}😀`, '长'.repeat(30)],
  ])('names the sheet of %j %j', async (wanted, name) => {
    const sheets = await readWorkbook(await xlsxBytes(source([[1, 'a']], undefined, wanted)))
    expect(sheets[0]!.name).toBe(name)
  })

  it('cuts at 32,767 characters, says so, and still states the hash of the whole text', async () => {
    const rows: Cell[][] = [
      [1, '字'.repeat(32_767)],
      [2, '字'.repeat(32_768)],
    ]
    const [data, seal] = await readWorkbook(await xlsxBytes(source(rows)))
    expect(data!.rows[1]![1]!.value).toBe(rows[0]![1])
    expect(data!.rows[2]![1]!.value).toHaveLength(32_767)
    expect(data!.rows[2]![1]!.value).toMatch(/字…（内容过长，全文见 CSV 导出）$/)
    expect(seal!.rows[3]![1]!.value).toBe('1')
    expect(seal!.rows[2]![1]!.value).toBe(recompute(await csvBytes(source(rows))).hash)
  })

  it('freezes the header row and gives the same bytes for the same data', async () => {
    const [once, again] = await Promise.all([xlsxBytes(source([[1, 'a']])), xlsxBytes(source([[1, 'a']]))])
    expect(once.equals(again)).toBe(true)
    expect((await unzip(once)).get('xl/worksheets/sheet1.xml')).toContain('<pane ySplit="1" topLeftCell="A2"')
  })

  it('is read by a checker that does refuse broken XML', () => {
    for (const broken of [
      '<a><b></a></b>',
      '<a>&</a>',
      '<a>\u0001</a>',
      '<a b=c/>',
      '<a>',
      'x<a/>',
      '<a>]]></a>',
    ])
      expect(() => assertWellFormed(broken)).toThrow()
    expect(() => assertWellFormed('<a b="1"><c/>x&#13;</a>')).not.toThrow()
  })
})
