import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { instant, pageQuery } from '../../src/platform/schemas'

export const listSearchMisses = endpoint({
  operationId: 'listSearchMisses',
  method: 'GET',
  path: '/api/staff/search-misses',
  tag: '搜索（工作人员）',
  summary: '群众搜过却没有找到的词，次数多的在前',
  access: 'staff',
  query: z.strictObject({ limit: pageQuery.limit }),
  replies: {
    200: z.strictObject({
      items: z.array(z.strictObject({ term: z.string(), times: z.int(), lastAt: instant })),
    }),
  },
})
