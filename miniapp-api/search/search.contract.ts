import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { text } from '../../src/platform/text'

export const search = endpoint({
  operationId: 'search',
  method: 'GET',
  path: '/api/search',
  tag: '搜索',
  summary: '在全部公开内容里搜索，懂中文分词和常用简称',
  access: 'guest',
  query: z.strictObject({
    q: text({ min: 1, max: 100 }),
    limit: z.coerce
      .number('limit 应是 1 到 50 的整数')
      .int('limit 应是整数')
      .min(1, 'limit 至少为 1')
      .max(50, 'limit 至多为 50')
      .default(20),
  }),
  replies: {
    200: z.strictObject({
      items: z.array(
        z.strictObject({
          type: z.enum(['publication', 'poll', 'quiz', 'consultation', 'clause', 'faq']),
          id: z.string(),
          title: z.string(),
          excerpt: z.string(),
          path: z.string().meta({ description: '可以读到原文的网页，接在本站网址后面' }),
        }),
      ),
      nextCursor: z.null(),
    }),
  },
})
