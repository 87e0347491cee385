import { z } from 'zod'
import {
  COMMON_FROM,
  COMMON_WITHIN_DAYS,
  consultationClosed,
  consultationNotOpen,
  groups,
  invitationWays,
} from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { day, id, idParams, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '意见征集（工作人员）'
const path = '/api/staff/consultations/{id}'
const inviters = { staff: ['editor', 'head', 'office'] } as const
const readers = { staff: ['editor', 'head', 'office', 'leader', 'auditor'] } as const
const count = z.int()
const counts = z.record(z.string(), count)
const group = z.enum(groups, `应是 ${groups.join('、')} 之一`)

const invitation = z
  .strictObject({
    id,
    name: z.string(),
    group: z.enum(groups),
    way: z.enum(invitationWays),
    invitedOn: day,
    answeredOn: day.nullable(),
    commentId: id.nullable(),
    campaignId: id.nullable(),
    invited: count.meta({ description: '邀请了几家；站内推送是推给了几人' }),
    answered: count.meta({ description: '其中提了意见的' }),
  })
  .meta({ id: 'ConsultationInvitation' })

export const readCoverage = endpoint({
  operationId: 'readCoverage',
  method: 'GET',
  path: `${path}/coverage`,
  tag,
  summary: '覆盖面：每一条收到几条意见（没有意见的也列出）、各类提出人、邀请了谁、谁答复了',
  access: readers,
  params: idParams,
  replies: {
    200: z
      .strictObject({
        articles: z.array(
          z.strictObject({ clauseId: id, label: z.string(), comments: count, unanswered: count }),
        ),
        silent: count.meta({ description: '没有收到意见的条数' }),
        whole: z.strictObject({ comments: count, unanswered: count }),
        groups: counts,
        sources: counts,
        invitations: z.array(invitation),
        invited: count,
        answered: count,
      })
      .meta({ id: 'ConsultationCoverage' }),
  },
  problems: [notFound],
})

export const listCommonProblems = endpoint({
  operationId: 'listCommonProblems',
  method: 'GET',
  path: '/api/staff/common-problems',
  tag,
  summary: `共性问题：${COMMON_WITHIN_DAYS} 日内有 ${COMMON_FROM} 条以上说的一样，建议主动回应`,
  access: readers,
  replies: {
    200: z.strictObject({
      items: z.array(
        z
          .strictObject({
            consultationId: id,
            title: z.string(),
            groupId: id,
            clauseId: id.nullable(),
            text: z.string(),
            size: count,
            lastAt: instant,
          })
          .meta({ id: 'CommonProblem' }),
      ),
    }),
  },
})

export const invite = endpoint({
  operationId: 'invite',
  method: 'POST',
  path: `${path}/invitations`,
  tag,
  summary: '登记一次定向邀请：发函、座谈会或者电话',
  access: inviters,
  params: idParams,
  body: z.strictObject({
    name: text({ min: 1, max: 100 }),
    group,
    way: z.enum(['letter', 'meeting', 'phone'], '应是 letter、meeting 或 phone'),
    invitedOn: day,
  }),
  replies: { 201: z.strictObject({ id }) },
  problems: [consultationNotOpen, notFound],
})

export const inviteSegment = endpoint({
  operationId: 'inviteSegment',
  method: 'POST',
  path: `${path}/segment-invitations`,
  tag,
  summary: '给关注某个主题或者选择了某个辖区的群众发一条站内消息，请他们提意见；只在征求期间',
  access: { staff: ['office', 'leader'] },
  params: idParams,
  body: z.strictObject({
    name: text({ min: 1, max: 100 }),
    group,
    audience: z.discriminatedUnion(
      'kind',
      [
        z.strictObject({ kind: z.literal('topic'), topic: text({ max: 40 }) }),
        z.strictObject({ kind: z.literal('division'), divisionId: id }),
      ],
      '对象应是 topic 或 division',
    ),
  }),
  replies: { 201: z.strictObject({ id, campaignId: id }) },
  problems: [consultationNotOpen, consultationClosed, notFound],
})

const oneParams = z.strictObject({ ...idParams.shape, invitationId: id })

export const noteInvitedAnswer = endpoint({
  operationId: 'noteInvitedAnswer',
  method: 'PUT',
  path: `${path}/invitations/{invitationId}`,
  tag,
  summary: '登记受邀者哪天答复了、答复是哪一条意见；answeredOn 为 null 表示没有答复',
  access: inviters,
  params: oneParams,
  body: z.strictObject({ answeredOn: day.nullable(), commentId: id.optional() }),
  replies: { 204: null },
  problems: [notFound],
})

export const removeInvitation = endpoint({
  operationId: 'removeInvitation',
  method: 'DELETE',
  path: `${path}/invitations/{invitationId}`,
  tag,
  summary: '删去登记错了的邀请；已经推送的不能删',
  access: inviters,
  params: oneParams,
  replies: { 204: null },
  problems: [notFound],
})
