import { z } from 'zod'
import { alreadyRevoked, BALLOT_LIMIT, notOpened, ownWork, pollClosed } from '../../src/modules/polls'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, instantInput } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const stallShape = {
  id,
  place: z.string(),
  label: z.string(),
  state: z
    .enum(['open', 'grace', 'over', 'revoked'])
    .meta({ description: 'grace：已到结束时间，还在收此前写好、没来得及上传的选票' }),
  endsAt: instant,
  ballotLimit: z.int(),
  ballots: z.int().meta({ description: '已计入的票数' }),
  issuedAt: instant,
  issuedBy: z.string(),
  revokedAt: instant.nullable(),
}
export const stall = z.strictObject(stallShape).meta({ id: 'Stall' })
const issuers = { staff: ['office', 'leader'] } as const
const tag = '你点我检（工作人员）'

export const listStalls = endpoint({
  operationId: 'listStalls',
  method: 'GET',
  path: '/api/staff/polls/{id}/stalls',
  tag,
  summary: '点检日现场链接和各自已计入的票数，新的在前',
  access: 'staff',
  params: idParams,
  replies: { 200: z.strictObject({ items: z.array(stall) }) },
  problems: [notFound],
})

export const issueStall = endpoint({
  operationId: 'issueStall',
  method: 'POST',
  path: '/api/staff/polls/{id}/stalls',
  tag,
  summary: '发一个点检日现场链接，一台平板一个；链接只显示这一次',
  access: issuers,
  params: idParams,
  body: z.strictObject({
    place: text({ min: 1, max: 40 }),
    label: text({ min: 1, max: 20 }),
    endsAt: instantInput,
    ballotLimit: z
      .int('应是整数')
      .min(1, '至少 1 张')
      .max(BALLOT_LIMIT.most, `至多 ${BALLOT_LIMIT.most} 张`)
      .default(BALLOT_LIMIT.preset),
  }),
  toldOnce: true,
  replies: {
    201: z
      .strictObject({
        ...stallShape,
        url: z.string().meta({ description: '在平板上打开；带有密钥，之后不能再查' }),
        qr: z.string().meta({ description: '同一链接的二维码，SVG' }),
      })
      .meta({ id: 'IssuedStall' }),
  },
  problems: [notOpened, pollClosed, ownWork, notFound],
})

export const revokeStall = endpoint({
  operationId: 'revokeStall',
  method: 'POST',
  path: '/api/staff/polls/{id}/stalls/{stallId}/revocation',
  tag,
  summary: '收回一个现场链接，随即不再收票；已计入的票不变',
  access: issuers,
  params: z.strictObject({ id, stallId: id }),
  replies: { 200: stall },
  problems: [alreadyRevoked, ownWork, notFound],
})
