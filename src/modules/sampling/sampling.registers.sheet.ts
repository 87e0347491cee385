import type { Day } from '../../platform/calendar'
import type { SheetRow } from '../../platform/sheets.reading'
import { foodClasses } from '../polls'
import { EVERY_CLASS } from './sampling.draw.rules'
import type {
  InspectorState,
  SamplingInspector,
  SamplingUnit,
  UnitState,
} from './sampling.registers.entities'
import { inLineOrder, type LineFinding, noteDoubles, tableOf } from './sampling.sheets'

/** A register's row as a sheet tells it. */
export type UnitRow = Omit<SamplingUnit, 'id' | 'changedAt'>
export type InspectorRow = Omit<SamplingInspector, 'id' | 'changedAt'>

export interface ReadRegister<R> {
  rows: R[]
  findings: LineFinding[]
}

const MOST_ROWS = 4_900
const unitColumns = {
  code: { names: ['单位编号', '统一社会信用代码'], needed: true },
  name: { names: ['单位名称', '名称'], needed: true },
  address: { names: ['地址', '单位地址'], needed: true },
  place: { names: ['场所类型', '抽样环节'], needed: true },
  classes: { names: ['食品类别', '食品大类'], needed: true },
  licence: { names: ['许可证号', '许可证编号'] },
  licenceUntil: { names: ['许可有效期至', '有效期至'], needed: true },
  state: { names: ['状态', '经营状态'], needed: true },
} as const
const inspectorColumns = {
  certNo: { names: ['执法证号', '证号'], needed: true },
  name: { names: ['姓名'], needed: true },
  division: { names: ['所属单位', '科室'] },
  certUntil: { names: ['证件有效期至', '有效期至'], needed: true },
  specialties: { names: ['专业'] },
  state: { names: ['状态'] },
  avoids: { names: ['回避单位', '回避单位编号'] },
} as const

export const unitHeader = Object.values(unitColumns).map((c) => c.names[0])
export const inspectorHeader = Object.values(inspectorColumns).map((c) => c.names[0])

export const unitWords: Record<UnitState, string> = { active: '正常', suspended: '停业', cancelled: '注销' }
export const inspectorWords: Record<InspectorState, string> = { active: '在岗', away: '不在岗' }
const unitStateOf: Record<string, UnitState> = {
  正常: 'active',
  在业: 'active',
  存续: 'active',
  停业: 'suspended',
  注销: 'cancelled',
  吊销: 'cancelled',
}
const inspectorStateOf: Record<string, InspectorState> = {
  在岗: 'active',
  不在岗: 'away',
  离岗: 'away',
  调离: 'away',
}
const ENDLESS = ['长期', '无固定期限']
const PARTED = /[、；;，,]/

/** What an office starts from; numbers and names are made up. */
export const unitExamples: string[][] = [
  [
    '990000DEMO-01',
    '示例超市',
    '示例区示例路1号',
    '商场、超市',
    '全部',
    'JY99000000001',
    '2028-12-31',
    '正常',
  ],
  ['990000DEMO-02', '示例面馆', '示例区示例路2号', '餐饮店', '餐饮食品', 'JY99000000002', '长期', '正常'],
]
export const inspectorExamples: string[][] = [
  ['EX-0001', '示例甲', '食品抽检科', '2028-12-31', '食品', '在岗', ''],
  ['EX-0002', '示例乙', '食品抽检科', '2028-12-31', '食品；特种设备', '在岗', '990000DEMO-02'],
]

const CREDIT = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** GB 32100: the last character of a 统一社会信用代码 is made from the others. */
export function isCreditCode(code: string): boolean {
  if (code.length !== 18 || [...code].some((c) => !CREDIT.includes(c))) return false
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * CREDIT.indexOf(code.charAt(i)), 0)
  return CREDIT[(31 - (sum % 31)) % 31] === code[17]
}

export function readUnits(rows: readonly SheetRow[]): ReadRegister<UnitRow> {
  const table = tableOf(rows, unitColumns, { most: MOST_ROWS, what: '单位' })
  const known = new Set<string>([EVERY_CLASS, ...foodClasses.map((c) => c.name)])
  const read = table.lines.map((line): UnitRow => {
    const code = line.code('code')
    if (code.length === 18 && !code.includes('-') && !isCreditCode(code))
      line.fault('code', '统一社会信用代码的校验位不对，请核对')
    // A class may itself hold a comma: 食用油、油脂及其制品.
    const classes = classesIn(line.raw('classes'), known)
    if (classes === null) line.fault('classes', '应是食品大类的名称，多个用；分开，什么都卖的填“全部”')
    const endless = ENDLESS.includes(line.raw('licenceUntil').trim())
    return {
      code,
      name: line.text('name', 100),
      address: line.text('address', 150),
      place: line.text('place', 20),
      classes: classes ?? [],
      licence: line.text('licence', 40, false),
      licenceUntil: endless ? null : line.day('licenceUntil'),
      state: line.oneOf('state', unitStateOf) ?? 'active',
    }
  })
  noteDoubles(
    table.lines,
    read.map((u) => u.code),
    'code',
  )
  return { rows: read, findings: inLineOrder(table.findings) }
}

function classesIn(cell: string, known: ReadonlySet<string>): string[] | null {
  const parts = cell
    .split(/[；;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length === 0 || parts.some((part) => !known.has(part))) return null
  return [...new Set(parts)].sort()
}

export function readInspectors(rows: readonly SheetRow[]): ReadRegister<InspectorRow> {
  const table = tableOf(rows, inspectorColumns, { most: MOST_ROWS, what: '人员' })
  const read = table.lines.map(
    (line): InspectorRow => ({
      certNo: line.code('certNo'),
      name: line.text('name', 30),
      division: line.text('division', 60, false),
      certUntil: line.day('certUntil') ?? ('' as Day),
      specialties: line.list('specialties', PARTED, 100, false),
      state: line.oneOf<InspectorState>('state', inspectorStateOf, 'active') ?? 'active',
      avoids: line
        .list('avoids', PARTED, 2_000, false)
        .map((code) => code.normalize('NFKC').replace(/\s/g, '').toUpperCase()),
    }),
  )
  noteDoubles(
    table.lines,
    read.map((i) => i.certNo),
    'certNo',
  )
  return { rows: read, findings: inLineOrder(table.findings) }
}

export const unitCells = (u: UnitRow): string[] => [
  u.code,
  u.name,
  u.address,
  u.place,
  u.classes.join('；'),
  u.licence,
  u.licenceUntil ?? ENDLESS[0] ?? '',
  unitWords[u.state],
]
export const inspectorCells = (i: InspectorRow): string[] => [
  i.certNo,
  i.name,
  i.division,
  i.certUntil,
  i.specialties.join('；'),
  inspectorWords[i.state],
  i.avoids.join('；'),
]
