import { z } from 'zod'
import { publicationKinds } from '../../src/modules/publications'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { contentHash, finding } from '../reviews/reviews.contract'

const tag = '信息发布（工作人员）'
const loose = (max: number) => text({ min: 0, max, multiline: true }).default('')

export const previewPublication = endpoint({
  operationId: 'previewPublication',
  method: 'POST',
  path: '/api/staff/publications/preview',
  tag,
  summary: '按群众看到的样子显示，并列出系统提示及其在原文中的位置；不保存',
  access: 'staff',
  maxBody: 512 * 1024,
  body: z.strictObject({
    kind: z.enum(publicationKinds, `应是 ${publicationKinds.join('、')} 之一`).default('notice'),
    title: loose(100),
    summary: loose(200),
    markdown: loose(30_000),
    contact: z
      .strictObject({ division: loose(60), phone: loose(40), hours: loose(80) })
      .default({ division: '', phone: '', hours: '' }),
  }),
  replies: {
    200: z.strictObject({ html: z.string(), findings: z.array(finding) }).meta({ id: 'PublicationPreview' }),
  },
})

export const readPublicationChanges = endpoint({
  operationId: 'readPublicationChanges',
  method: 'GET',
  path: '/api/staff/publications/{id}/changes',
  tag,
  summary: '与本人上次签署或退回的版本（没有签过的，与已发布的版本）逐词比较；since 可指定送审过的版本',
  access: 'staff',
  params: idParams,
  query: z.strictObject({ since: contentHash.optional() }),
  replies: {
    200: z
      .strictObject({
        id,
        contentHash: z.string(),
        since: z
          .strictObject({
            contentHash: z.string(),
            reason: z.enum(['asked', 'signed', 'published']),
            at: instant,
            decision: z.enum(['approve', 'return']).nullable(),
          })
          .nullable()
          .meta({ description: 'null 表示此前没有看过的版本' }),
        isChanged: z.boolean(),
        fields: z.array(
          z.strictObject({
            field: z.string(),
            label: z.string(),
            isChanged: z.boolean(),
            before: z.string(),
            after: z.string(),
            parts: z.array(z.strictObject({ op: z.enum(['same', 'removed', 'added']), text: z.string() })),
          }),
        ),
      })
      .meta({ id: 'PublicationChanges' }),
  },
  problems: [notFound],
})
