import { z } from 'zod'
import { day, id, instant } from '../../src/platform/schemas'

export const clause = z
  .strictObject({
    id,
    parentId: id.nullable(),
    kind: z.enum(['part', 'chapter', 'section', 'article', 'paragraph', 'item', 'subitem']),
    number: z.int(),
    label: z.string(),
    heading: z.string().meta({ description: '原文里条文前面的编号，连同其后的空格；款没有' }),
    text: z.string(),
    inline: z.boolean().meta({ description: '接在上一条的同一行里' }),
  })
  .meta({ id: 'StaffClause' })

export const warning = z
  .strictObject({ code: z.string(), message: z.string(), at: z.string().optional() })
  .meta({ id: 'ImportWarning' })

const facts = {
  id,
  title: z.string(),
  explanation: z.string(),
  contact: z.strictObject({ division: z.string(), phone: z.string(), hours: z.string() }),
  opensAt: instant,
  closesAt: instant,
  state: z.enum(['draft', 'planned', 'open', 'closed']),
  shorterReason: z.string().nullable(),
  publicDays: z.int().meta({ description: '从开始（晚开放的从开放）到结束的日数' }),
  authorId: id,
  openedBy: id.nullable(),
  openedAt: instant.nullable(),
  reportDueOn: day.meta({ description: '公布采纳情况的期限：结束后 30 日' }),
  reportOverdue: z.boolean().meta({ description: '过了期限还没有公布采纳情况' }),
  reportedAt: instant.nullable().meta({ description: '采纳情况公布的时间' }),
}

export const staffConsultation = z.strictObject(facts).meta({ id: 'StaffConsultation' })

export const listedConsultation = z
  .strictObject({ ...facts, comments: z.int(), unanswered: z.int() })
  .meta({ id: 'ListedConsultation' })

const count = z.int()
export const stanceCount = z
  .strictObject({ support: count, oppose: count, amend: count, ask: count, unstated: count })
  .meta({ id: 'StanceCounts' })

export const totals = z
  .strictObject({
    comments: count,
    persons: count,
    stances: stanceCount,
    sources: z.record(z.string(), count),
    groups: z.record(z.string(), count),
  })
  .meta({ id: 'ConsultationTotals' })

export const staffConsultationFull = z
  .strictObject({
    ...facts,
    draft: z
      .strictObject({
        version: z.int(),
        title: z.string().nullable(),
        titleLines: z.array(z.string()),
        titleAt: z.int().meta({ description: '标题在第几行题注之后' }),
        preamble: z.array(z.string()),
        clauses: z.array(clause),
        closing: z.array(z.string()),
        warnings: z.array(warning),
        sourceHash: z.string(),
      })
      .nullable(),
    totals,
  })
  .meta({ id: 'StaffConsultationFull' })
