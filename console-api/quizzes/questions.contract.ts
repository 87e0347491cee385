import { z } from 'zod'
import { alreadyRetired, duplicateQuestion, questionNeeded } from '../../src/modules/quizzes'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { SHEET_MAX } from '../../src/platform/uploads'

const tag = '题库（工作人员）'
const kinds = ['single', 'multiple', 'true_false'] as const

const question = z
  .strictObject({
    id,
    kind: z.enum(kinds),
    stem: z.string(),
    options: z.array(z.string()),
    answer: z.array(z.int()).meta({ description: '正确选项的序号，从 0 数起' }),
    explanation: z.string(),
    citation: z.string(),
    retired: z.boolean(),
    authorId: id,
    createdAt: instant,
  })
  .meta({ id: 'QuizQuestion' })

const newQuestion = z.strictObject({
  kind: z.enum(kinds, '应是 single、multiple 或 true_false'),
  stem: text({ max: 500, multiline: true }),
  options: z
    .array(text({ max: 200 }))
    .min(2, '至少要有两个选项')
    .max(10, '选项太多'),
  answer: z
    .array(z.int('应是选项的序号，从 0 数起').min(0, '序号从 0 数起'))
    .min(1, '请给出正确答案')
    .max(10, '正确答案太多'),
  explanation: text({ max: 2000, multiline: true }),
  citation: text({ max: 200 }),
})

/** As `true` and `false` stand in an address. */
const flag = z.enum(['true', 'false'], '应是 true 或 false').transform((value) => value === 'true')

export const listQuestions = endpoint({
  operationId: 'listQuestions',
  method: 'GET',
  path: '/api/staff/questions',
  tag,
  summary: '题库，含答案，新的在前；可按题型、题干中的文字筛选，或只看某期问答的题目',
  access: { staff: ['editor', 'head', 'office', 'leader'] },
  query: z.strictObject({
    ...pageQuery,
    retired: flag.optional(),
    kind: z.enum(kinds, '应是 single、multiple 或 true_false').optional(),
    q: text({ max: 50 }).optional().meta({ description: '题干中的文字' }),
    quizId: id.optional().meta({ description: '只看这期问答抽题的范围；未开放的，以现在的题库为准' }),
  }),
  replies: { 200: page(question) },
  problems: [notFound],
})

export const createQuestion = endpoint({
  operationId: 'createQuestion',
  method: 'POST',
  path: '/api/staff/questions',
  tag,
  summary: '加一道题。题目入库后不能修改，有误的停用后重新录入',
  access: { staff: ['editor'] },
  body: newQuestion,
  replies: { 201: question },
  problems: [duplicateQuestion],
})

export const importQuestions = endpoint({
  operationId: 'importQuestions',
  method: 'POST',
  path: '/api/staff/questions/import',
  tag,
  summary: '批量导入；有一道题不合要求就一道也不导入，并逐题说明',
  access: { staff: ['editor'] },
  body: z.strictObject({
    questions: z.array(newQuestion).min(1, '至少要有一道题').max(500, '一次最多导入 500 道题'),
  }),
  maxBody: 2 * 1024 * 1024,
  replies: { 201: z.strictObject({ imported: z.int(), ids: z.array(id) }).meta({ id: 'ImportedQuestions' }) },
  problems: [duplicateQuestion],
})

export const importQuestionSheet = endpoint({
  operationId: 'importQuestionSheet',
  method: 'POST',
  path: '/api/staff/questions/sheet',
  tag,
  summary: '从表格（CSV、XLSX）导入；有一行不合要求就一道也不导入，并逐行说明。dryRun=true 只检查',
  access: { staff: ['editor'] },
  query: z.strictObject({ dryRun: flag.default(false) }),
  upload: { maxBytes: SHEET_MAX },
  replies: {
    200: z
      .strictObject({
        read: z.int().meta({ description: '读到的合格题目数' }),
        imported: z.int(),
        ids: z.array(id),
        findings: z.array(z.strictObject({ line: z.int(), column: z.string(), message: z.string() })),
      })
      .meta({ id: 'ImportedSheet' }),
  },
  problems: [duplicateQuestion],
})

export const readQuestionTemplate = endpoint({
  operationId: 'readQuestionTemplate',
  method: 'GET',
  path: '/api/staff/questions/template',
  tag,
  summary: '导入用的表格样式，含三道示例',
  access: { staff: ['editor'] },
  query: z.strictObject({ format: z.enum(['csv', 'xlsx'], '应是 csv 或 xlsx').default('xlsx') }),
  replies: { 200: { contentType: 'application/octet-stream', description: 'CSV 或 XLSX 文件' } },
})

export const retireQuestion = endpoint({
  operationId: 'retireQuestion',
  method: 'POST',
  path: '/api/staff/questions/{id}/retirement',
  tag,
  summary: '停用一道题，此后抽题不再用它；已发出的试卷不变',
  access: { staff: ['editor', 'office', 'leader'] },
  params: idParams,
  replies: { 200: question },
  problems: [alreadyRetired, questionNeeded, notFound],
})
