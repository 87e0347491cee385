import type { Day } from '../../platform/calendar'
import { addCalendarDays } from '../../platform/calendar'
import { invalidField, invalidRequest, type Problem } from '../../platform/problem'
import { readSheet, SheetRefused, type SheetRow } from '../../platform/sheets.reading'
import { cleanText, findPersonal, graphemes } from '../../platform/text'

export interface LineFinding {
  line: number
  /** The column's name. */
  column: string
  message: string
}

/** A column as its sheets call it: ours first, then what other systems write. */
export interface SheetColumn {
  names: readonly string[]
  /** The sheet is refused without it. */
  needed?: boolean
}
export type Columns = Record<string, SheetColumn>

/** `（虚构）`, blanks and width make no other column of it. */
const headOf = (name: string) => name.normalize('NFKC').replace(/[\s*]/g, '')

/** The rows of an uploaded sheet. @throws Problem invalid_request */
export async function rowsOf(given: { filename: string; content: Buffer } | undefined): Promise<SheetRow[]> {
  if (!given) throw invalidField('file', '请选择要导入的表格')
  return readSheet(given.filename, given.content).catch((error: unknown) => {
    throw error instanceof SheetRefused ? invalidField('file', error.message) : error
  })
}

/** One row, read field by field; whatever is wrong is noted with the row and the name of the column. */
export class SheetLine<C extends Columns> {
  constructor(
    readonly line: number,
    private readonly cells: readonly string[],
    private readonly columns: C,
    private readonly at: ReadonlyMap<keyof C, number>,
    private readonly findings: LineFinding[],
  ) {}

  fault(column: keyof C & string, message: string): void {
    this.findings.push({ line: this.line, column: this.columns[column]?.names[0] ?? column, message })
  }

  raw(column: keyof C & string): string {
    return this.cells[this.at.get(column) ?? -1] ?? ''
  }

  /** One line of text; nothing that names a person by number may come in. */
  text(column: keyof C & string, max: number, needed = true): string {
    const clean = cleanText(this.raw(column))
    if (!clean.ok) {
      this.fault(column, clean.reason)
      return ''
    }
    const value = clean.text.replace(/\s+/g, ' ').trim()
    if (value === '' && needed) this.fault(column, '不能为空')
    if (graphemes(value) > max) this.fault(column, `不能超过 ${max} 个字`)
    if (findPersonal(value).some((found) => found.kind !== 'bank_card'))
      this.fault(column, '含有电话、证件号码或邮箱，请删去')
    return value
  }

  /** A number or code that identifies: capitals and digits. */
  code(column: keyof C & string): string {
    const value = this.raw(column).normalize('NFKC').replace(/\s/g, '').toUpperCase()
    if (value === '') this.fault(column, '不能为空')
    else if (!/^[0-9A-Z][0-9A-Z-]{2,39}$/.test(value))
      this.fault(column, '应是 3 到 40 位的字母、数字和连字符')
    return value
  }

  day(column: keyof C & string, needed = true): Day | null {
    const value = this.raw(column).normalize('NFKC').trim()
    if (value === '') {
      if (needed) this.fault(column, '不能为空')
      return null
    }
    const day = dayOf(value)
    if (!day) this.fault(column, '应是日期，例如 2026-11-24')
    return day
  }

  /** Several in one cell, parted by ；or 、 */
  list(column: keyof C & string, parting: RegExp, max: number, needed = true): string[] {
    const parts = this.raw(column)
      .split(parting)
      .map((part) => part.trim())
      .filter((part) => part !== '')
    const whole = this.text(column, max, needed)
    return whole === '' ? [] : parts
  }

  oneOf<T extends string>(
    column: keyof C & string,
    words: Readonly<Record<string, T>>,
    preset?: T,
  ): T | null {
    const value = this.raw(column).replace(/\s/g, '')
    if (value === '' && preset !== undefined) return preset
    const found = Object.hasOwn(words, value) ? words[value] : undefined
    if (found === undefined) this.fault(column, `应是 ${Object.keys(words).slice(0, 8).join('、')}`)
    return found ?? null
  }
}

export interface SheetTable<C extends Columns> {
  lines: SheetLine<C>[]
  /** Grows while lines are read. */
  findings: LineFinding[]
}

/** Finds the columns by their names, whatever their order. */
export function tableOf<C extends Columns>(
  rows: readonly SheetRow[],
  columns: C,
  { most, what }: { most: number; what: string },
): SheetTable<C> {
  const [head, ...body] = rows
  const heads = new Map((head?.cells ?? []).map((name, i) => [headOf(name), i] as const))
  const at = new Map<keyof C, number>()
  const missing: string[] = []
  for (const [key, { names, needed }] of Object.entries(columns)) {
    const name = names.find((n) => heads.has(headOf(n)))
    if (name !== undefined) at.set(key, heads.get(headOf(name)) ?? -1)
    else if (needed) missing.push(names[0] ?? key)
  }
  const line = head?.line ?? 1
  const refuse = (column: string, message: string) => ({ lines: [], findings: [{ line, column, message }] })
  if (!head || missing.length > 0)
    return refuse(missing[0] ?? '表头', `第一行应是表头，缺少：${missing.join('、')}`)
  if (body.length === 0) return refuse('表头', `表格里没有${what}`)
  if (body.length > most) return refuse('表头', `一次最多导入 ${most} 行`)
  const findings: LineFinding[] = []
  const lines = body.map((row) => new SheetLine(row.line, row.cells, columns, at, findings))
  return { lines, findings }
}

/** Notes every row whose key another row has already. */
export function noteDoubles<C extends Columns>(
  lines: readonly SheetLine<C>[],
  keys: readonly string[],
  column: keyof C & string,
): void {
  const first = new Map<string, number>()
  for (const [i, key] of keys.entries()) {
    if (key === '') continue
    const earlier = first.get(key)
    const line = lines[i]
    if (earlier !== undefined) line?.fault(column, `与第 ${earlier} 行相同`)
    else first.set(key, line?.line ?? 0)
  }
}

export function inLineOrder(findings: readonly LineFinding[]): LineFinding[] {
  return [...findings].sort((a, b) => a.line - b.line)
}

/** One refusal for the whole sheet: nothing of it has come in. */
export function sheetProblem(findings: readonly LineFinding[]): Problem {
  const errors = inLineOrder(findings).map(({ line, column, message }) => ({
    path: `第${line}行.${column}`,
    message: `第 ${line} 行“${column}”：${message}`,
  }))
  return invalidRequest({ detail: errors[0]?.message, errors, extra: { findings: inLineOrder(findings) } })
}

const EXCEL_DAY_ZERO = '1899-12-30'

/** Days as people, other systems and spreadsheets write them; null for what is none. */
export function dayOf(written: string): Day | null {
  if (/^[2-6]\d{4}(\.\d+)?$/.test(written))
    return addCalendarDays(EXCEL_DAY_ZERO, Math.floor(Number(written)))
  const [, y = '', m = '', d = ''] =
    /^(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?: 0?0:00(?::00)?)?$/.exec(written) ??
    /^(\d{4})(\d\d)(\d\d)$/.exec(written) ??
    []
  const day = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  const instant = Date.parse(`${day}T00:00:00Z`)
  // Date.parse takes 30 February for 1 March.
  return y >= '1900' && !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day) ? day : null
}
