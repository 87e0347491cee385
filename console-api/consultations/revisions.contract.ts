import { z } from 'zod'
import {
  changeKinds,
  DRAFT_FILE_MAX,
  dispositions,
  draftRefused,
  reportPublished,
} from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { notFound, notOpened } from '../../src/platform/problem'
import { id, idParams, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { warning } from './consultations.shapes.contract'

const tag = '意见征集（工作人员）'
const path = '/api/staff/consultations/{id}/revisions'
const count = z.int()

export const uploadRevision = endpoint({
  operationId: 'uploadRevision',
  method: 'POST',
  path,
  tag,
  summary:
    '上传修改稿（.docx、.md、.txt，或者直接给文字），与征求意见稿逐条对照；条款改号、拆分、合并、移动都认得',
  access: { staff: ['editor'] },
  params: idParams,
  body: z.strictObject({ text: text({ min: 1, max: 300_000, multiline: true }) }),
  maxBody: 4 * 1024 * 1024,
  upload: { maxBytes: DRAFT_FILE_MAX },
  replies: { 201: z.strictObject({ version: count, changes: count, warnings: z.array(warning) }) },
  problems: [draftRefused, reportPublished, notFound, notOpened],
})

const article = z.strictObject({ id, label: z.string() })
const change = z
  .strictObject({
    kind: z.enum(changeKinds),
    from: z.array(article),
    to: z.array(article),
    moved: z.boolean(),
    renumbered: z.boolean(),
    parts: z.array(z.strictObject({ op: z.enum(['same', 'removed', 'added']), text: z.string() })),
    lines: z
      .array(
        z.strictObject({
          id,
          number: count,
          gist: z.string(),
          disposition: z.enum(dispositions),
          by: z.enum(['comments', 'staff']),
        }),
      )
      .meta({ description: '由哪几条答复引起：按所答意见的条款（comments），或者工作人员指明（staff）' }),
  })
  .meta({ id: 'ClauseChange' })

export const readRevision = endpoint({
  operationId: 'readRevision',
  method: 'GET',
  path,
  tag,
  summary: '修改稿与征求意见稿的逐条对照，每处修改由哪条答复引起',
  access: { staff: ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] },
  params: idParams,
  query: z.strictObject({
    version: z.coerce
      .number('version 应是版本号')
      .int('version 应是版本号')
      .min(1, 'version 应是版本号')
      .optional(),
  }),
  replies: {
    200: z
      .strictObject({
        version: count,
        basisVersion: count,
        title: z.string().nullable(),
        uploadedAt: instant,
        author: z.string(),
        versions: z.array(z.strictObject({ version: count, uploadedAt: instant, author: z.string() })),
        warnings: z.array(warning),
        changes: z.array(change),
        unexplained: count.meta({ description: '没有答复说明的修改' }),
        idle: z
          .array(z.strictObject({ id, gist: z.string() }))
          .meta({ description: '写了修改后条文、但稿子里没有相应修改的答复' }),
      })
      .meta({ id: 'DraftRevision' }),
  },
  problems: [notFound],
})

export const linkLine = endpoint({
  operationId: 'linkLine',
  method: 'PUT',
  path: '/api/staff/consultations/{id}/lines/{lineId}/changes',
  tag,
  summary: '指明这条答复引起了修改稿中哪几条的修改（删去的条用征求意见稿里的编号）',
  access: { staff: ['editor', 'head', 'office', 'leader'] },
  params: z.strictObject({ ...idParams.shape, lineId: id }),
  body: z.strictObject({ clauseIds: z.array(id).max(50, '至多 50 条') }),
  replies: { 204: null },
  problems: [reportPublished, notFound, notOpened],
})
