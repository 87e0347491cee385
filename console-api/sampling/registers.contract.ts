import { z } from 'zod'
import { deskRoles, inspectorStates, recordRoles, unitStates } from '../../src/modules/sampling'
import { endpoint } from '../../src/platform/contract'
import { stale } from '../../src/platform/problem'
import { day, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { SHEET_MAX } from '../../src/platform/uploads'

const tag = '双随机两库（工作人员）'
const readers = { staff: deskRoles } as const
const keepers = { staff: recordRoles } as const

/** As `true` and `false` stand in an address. */
export const flag = z.enum(['true', 'false'], '应是 true 或 false').transform((value) => value === 'true')
export const sheetFormat = z.enum(['csv', 'xlsx'], '应是 csv 或 xlsx').default('xlsx')
export const sheetFile = {
  contentType: 'application/octet-stream',
  description: 'CSV 或 XLSX 文件，末行（末表）有行数和 SHA-256',
}
export const lineFinding = z
  .strictObject({ line: z.int(), column: z.string(), message: z.string() })
  .meta({ id: 'LineFinding' })

const registerImport = z
  .strictObject({
    read: z.int().meta({ description: '表里的行数' }),
    created: z.int().meta({ description: '新列入的；dryRun 时是将列入的' }),
    changed: z.int(),
    unchanged: z.int(),
    findings: z.array(lineFinding),
  })
  .meta({ id: 'RegisterImport' })

const cursor = z
  .string()
  .regex(/^[0-9A-Z][0-9A-Z-]{0,39}$/, 'cursor 应是上一页给出的 nextCursor')
  .optional()
const { limit } = pageQuery
const sheetQuery = z.strictObject({
  format: sheetFormat,
  content: z.enum(['template', 'all'], '应是 template 或 all').default('template'),
})

export const listSamplingUnits = endpoint({
  operationId: 'listSamplingUnits',
  method: 'GET',
  path: '/api/staff/sampling/units',
  tag,
  summary: '抽检对象名录库，按单位编号排列；可按名称、地址中的文字和状态筛选',
  access: readers,
  query: z.strictObject({
    limit,
    cursor,
    q: text({ max: 50 }).optional(),
    state: z.enum(unitStates, `应是 ${unitStates.join('、')} 之一`).optional(),
  }),
  replies: {
    200: page(
      z
        .strictObject({
          code: z.string(),
          name: z.string(),
          address: z.string(),
          place: z.string(),
          classes: z.array(z.string()),
          licence: z.string(),
          licenceUntil: day.nullable().meta({ description: '许可的最后一天；长期有效的为 null' }),
          state: z.enum(unitStates),
          drawable: z.boolean().meta({ description: '正常经营，许可在有效期内' }),
          changedAt: instant,
        })
        .meta({ id: 'SamplingUnit' }),
    ),
  },
})

export const importSamplingUnits = endpoint({
  operationId: 'importSamplingUnits',
  method: 'POST',
  path: '/api/staff/sampling/units/sheet',
  tag,
  summary:
    '从表格更新名录库：表里有的新列入或更新，没有的不动；有一行不合要求就一行也不导入，并逐行说明。dryRun=true 只检查',
  access: keepers,
  query: z.strictObject({ dryRun: flag.default(false) }),
  upload: { maxBytes: SHEET_MAX },
  replies: { 200: registerImport },
  problems: [stale],
})

export const readSamplingUnitSheet = endpoint({
  operationId: 'readSamplingUnitSheet',
  method: 'GET',
  path: '/api/staff/sampling/units/sheet',
  tag,
  summary: '名录库的表格：样式（含示例），或现有的全部',
  access: readers,
  query: sheetQuery,
  replies: { 200: sheetFile },
})

export const listSamplingInspectors = endpoint({
  operationId: 'listSamplingInspectors',
  method: 'GET',
  path: '/api/staff/sampling/inspectors',
  tag,
  summary: '执法检查人员名录库，按执法证号排列',
  access: readers,
  query: z.strictObject({ limit, cursor }),
  replies: {
    200: page(
      z
        .strictObject({
          certNo: z.string(),
          name: z.string(),
          division: z.string(),
          certUntil: day,
          specialties: z.array(z.string()),
          state: z.enum(inspectorStates),
          avoids: z.array(z.string()).meta({ description: '应当回避的单位的编号' }),
          drawable: z.boolean().meta({ description: '在岗，执法证在有效期内' }),
          changedAt: instant,
        })
        .meta({ id: 'SamplingInspector' }),
    ),
  },
})

export const importSamplingInspectors = endpoint({
  operationId: 'importSamplingInspectors',
  method: 'POST',
  path: '/api/staff/sampling/inspectors/sheet',
  tag,
  summary: '从表格更新人员名录库，办法与单位名录库相同',
  access: keepers,
  query: z.strictObject({ dryRun: flag.default(false) }),
  upload: { maxBytes: SHEET_MAX },
  replies: { 200: registerImport },
  problems: [stale],
})

export const readSamplingInspectorSheet = endpoint({
  operationId: 'readSamplingInspectorSheet',
  method: 'GET',
  path: '/api/staff/sampling/inspectors/sheet',
  tag,
  summary: '人员名录库的表格：样式（含示例），或现有的全部',
  access: readers,
  query: sheetQuery,
  replies: { 200: sheetFile },
})
