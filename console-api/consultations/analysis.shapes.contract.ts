import { z } from 'zod'
import { commentFlags, dimensions, readStances, sources } from '../../src/modules/consultations'
import { id, instant } from '../../src/platform/schemas'

export const readStance = z.enum(readStances)
const words = z.array(z.string())

const labels = {
  stance: readStance,
  clauseIds: z.array(id).meta({ description: '涉及的条款，最主要的在前；空表示对全文' }),
  flags: z.array(z.enum(commentFlags)),
  dimension: z.enum(dimensions).nullable().meta({ description: '建议从哪一方面研究；只是提示' }),
}

export const commentReading = z
  .strictObject({
    ...labels,
    groupId: id.meta({ description: '说法相同的一组，只用于归并阅读，每一条仍单独计数' }),
    machine: z.strictObject({
      ...labels,
      groupId: id,
      confidence: z.number(),
      why: words.meta({ description: '据以判断态度的字句' }),
      opinions: z.array(
        z.strictObject({
          clauseId: id.nullable(),
          stance: readStance,
          why: words,
          link: z.number().meta({ description: '与这一条有关的把握，0 到 1；1 表示写明了条号' }),
          linkWhy: words,
        }),
      ),
      flagWords: z.partialRecord(z.enum(commentFlags), words),
      dimensionWhy: words,
      source: z.enum(['rules', 'model']),
    }),
    person: z
      .strictObject({
        stance: labels.stance.optional(),
        clauseIds: labels.clauseIds.optional(),
        flags: labels.flags.optional(),
        dimension: labels.dimension.optional(),
        groupId: id.optional(),
      })
      .nullable()
      .meta({ description: '人工校正过的项；没有列出的还没有人看过' }),
    judgedBy: id.nullable(),
    judgedAt: instant.nullable(),
  })
  .meta({ id: 'CommentReading' })

export const commentGroup = z
  .strictObject({
    id,
    clauseId: id.nullable(),
    clauseLabel: z.string().nullable(),
    size: z.int(),
    copies: z.int().meta({ description: '其中与代表意见一字不差的' }),
    representative: z.strictObject({ id, text: z.string() }),
    members: z.array(id).meta({ description: '先到的一百条；全部的按 groupId 查询' }),
    sources: z.array(z.enum(sources)),
    terms: words,
    kind: z
      .enum(['duplicate', 'similar', 'single'])
      .meta({ description: 'duplicate 说法相同，similar 话题相同，single 单独一条' }),
    stance: readStance.nullable(),
    campaign: z
      .strictObject({
        persons: z.int().meta({ description: '至少有这么多人' }),
        isForm: z.boolean().meta({ description: '多人提交同一段较长的文字' }),
        burst: z.strictObject({ from: instant, to: instant, comments: z.int() }).nullable(),
      })
      .nullable()
      .meta({ description: '像是统一组织提交的；不影响计数，只供阅读时参考' }),
    topicId: id.nullable(),
  })
  .meta({ id: 'CommentGroup' })

const part = z.strictObject({ op: z.enum(['same', 'removed', 'added']), text: z.string() })

export const groupDetail = z
  .strictObject({
    ...commentGroup.shape,
    parts: z.array(commentGroup).meta({ description: '话题里的各组，大的在前，至多一百组' }),
    variants: z.array(
      z.strictObject({
        id,
        text: z.string(),
        source: z.enum(sources),
        receivedAt: instant,
        lineId: id.nullable(),
        stance: readStance,
        differences: z.array(part).meta({ description: '与代表意见逐词比较' }),
      }),
    ),
    nextCursor: z.string().nullable(),
    onlyHere: z
      .array(z.strictObject({ commentId: id, text: z.string() }))
      .meta({ description: '组里只有一条意见写到的句子，表态的在前' }),
  })
  .meta({ id: 'CommentGroupDetail' })
