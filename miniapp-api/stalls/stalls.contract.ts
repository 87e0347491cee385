import { z } from 'zod'
import { stallUnknown } from '../../src/modules/polls'
import { endpoint } from '../../src/platform/contract'
import { id, instant, receipt } from '../../src/platform/schemas'
import { answers, poll } from '../polls/polls.contract'

/** As the link carries it. In the body, because addresses and queries are written into logs on the way. */
const secret = z
  .string()
  .regex(/^[\w-]{22}$/, '链接不完整，请重新扫码')
  .meta({ description: '链接 # 后面的部分' })

export const MOST_BALLOTS = 50

export const openStall = endpoint({
  operationId: 'openStall',
  method: 'POST',
  path: '/api/stall',
  tag: '点检日现场',
  summary: '平板打开现场链接：题目、地点和结束时间',
  access: 'anyone',
  body: z.strictObject({ secret }),
  replies: {
    200: z
      .strictObject({
        place: z.string(),
        label: z.string(),
        state: z.enum(['open', 'grace', 'over', 'revoked']),
        endsAt: instant,
        takesUntil: instant.meta({ description: '结束前写好的选票，最迟到这时上传' }),
        ballots: z.int().meta({ description: '这个链接已计入的票数' }),
        ballotLimit: z.int(),
        now: instant,
        poll,
      })
      .meta({ id: 'OpenStall' }),
  },
  problems: [stallUnknown],
})

const key = z
  .string()
  .regex(/^[\w-]{16,64}$/, '应是 16 到 64 个字母、数字、- 或 _')
  .meta({ description: '平板为每张选票随机生成；同一张票无论传几次都用同一个' })

export const castStallBallots = endpoint({
  operationId: 'castStallBallots',
  method: 'POST',
  path: '/api/stall/ballots',
  tag: '点检日现场',
  summary: `平板上传现场选票，一次至多 ${MOST_BALLOTS} 张，逐张给出结果`,
  access: 'anyone',
  maxBody: 512 * 1024,
  body: z.strictObject({
    secret,
    ballots: z
      .array(
        z.strictObject({
          key,
          age: z
            .int('应是整数')
            .min(0, '不能小于 0')
            .meta({ description: '这张票写好到现在过了多少毫秒，由平板计；与平板的钟是否准确无关' }),
          answers,
        }),
      )
      .min(1, '至少要有一张选票')
      .max(MOST_BALLOTS, `一次至多 ${MOST_BALLOTS} 张`),
  }),
  replies: {
    200: z
      .strictObject({
        outcomes: z.array(
          z
            .strictObject({
              key,
              status: z.int().meta({
                description: '201 计入；200 此前已计入；其余为未计入的原因，与单独提交时的状态码相同',
              }),
              ballotId: id.optional(),
              castAt: instant.optional(),
              receipt: receipt.optional(),
              code: z.string().optional(),
              detail: z.string().optional(),
            })
            .meta({ id: 'StallOutcome' }),
        ),
      })
      .meta({ id: 'StallOutcomes' }),
  },
  problems: [stallUnknown],
})
