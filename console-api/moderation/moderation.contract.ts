import { z } from 'zod'
import { checkLabels, checkStates, notHeld, textTypes } from '../../src/modules/moderation'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'

const tag = '内容安全（工作人员）'

const heldText = z
  .strictObject({
    id,
    type: z.enum(textTypes),
    subjectId: id.meta({ description: '选票或意见的编号' }),
    text: z.string().nullable().meta({ description: '已遮盖个人信息；本人注销后为 null' }),
    state: z.enum(checkStates),
    reason: z
      .enum(checkLabels)
      .nullable()
      .meta({ description: 'review 疑似、risky 违规、away 微信暂不可用、no_openid 无法由微信检查' }),
    attempts: z.int(),
    writtenAt: instant,
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'HeldText' })

export const listHeldTexts = endpoint({
  operationId: 'listHeldTexts',
  method: 'GET',
  path: '/api/staff/held-texts',
  tag,
  summary: '群众写的、暂不公开的文字，早的在前；计票和计数不受影响',
  access: { staff: ['head', 'office', 'leader', 'auditor'] },
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(checkStates, `应是 ${checkStates.join('、')} 之一`).default('held'),
    type: z.enum(textTypes, '应是 ballot 或 comment').optional(),
  }),
  replies: { 200: page(heldText) },
})

export const decideHeldText = endpoint({
  operationId: 'decideHeldText',
  method: 'POST',
  path: '/api/staff/held-texts/{id}/decision',
  tag,
  summary: '决定一段暂不公开的文字：放行，或不予公开',
  access: { staff: ['head', 'office', 'leader'] },
  params: idParams,
  body: z.strictObject({ decision: z.enum(['release', 'reject'], '应是 release 或 reject') }),
  replies: { 200: heldText },
  problems: [notHeld, notFound],
})
