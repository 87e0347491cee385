import { z } from 'zod'
import { alarmKinds, failureKinds, homeChannels, openKinds, waitingKinds } from '../../src/modules/home'
import { endpoint } from '../../src/platform/contract'
import { day, id, instant } from '../../src/platform/schemas'

const count = z.int()

export const readHome = endpoint({
  operationId: 'readHome',
  method: 'GET',
  path: '/api/staff/home',
  tag: '工作台',
  summary: '等我办的事、今天的参与、正在进行的活动、更新频率和最近的故障',
  access: 'staff',
  replies: {
    200: z
      .strictObject({
        waiting: z.array(
          z
            .strictObject({
              kind: z.enum(waitingKinds),
              id: id.meta({ description: '该事项的编号；delivery_unknown 是推送的编号' }),
              title: z.string().meta({ description: '标题；留言只给编号' }),
              since: instant,
              dueOn: day.optional(),
            })
            .meta({ id: 'WaitingItem' }),
        ),
        today: z.strictObject({ ballots: count, attempts: count, comments: count, enquiries: count }),
        open: z.array(
          z
            .strictObject({ kind: z.enum(openKinds), id, title: z.string(), closesAt: instant, count })
            .meta({ id: 'OpenItem' }),
        ),
        channels: z.array(
          z
            .strictObject({
              channel: z.enum(homeChannels),
              lastPublishedAt: instant.nullable(),
              days: z.int().nullable().meta({ description: '距上次更新的天数；从未更新为 null' }),
              limitDays: z.int(),
              state: z.enum(['fresh', 'due', 'late']),
            })
            .meta({ id: 'ChannelState' }),
        ),
        alarms: z.array(
          z
            .strictObject({
              kind: z.enum(alarmKinds),
              id,
              title: z.string(),
              since: instant,
              days: z.int().meta({ description: '已过的天数' }),
            })
            .meta({ id: 'Alarm' }),
        ),
        failures: z.array(
          z
            .strictObject({
              at: instant,
              kind: z.enum(failureKinds),
              title: z.string(),
              reference: z.string(),
            })
            .meta({ id: 'Failure' }),
        ),
      })
      .meta({ id: 'Home' }),
  },
})
