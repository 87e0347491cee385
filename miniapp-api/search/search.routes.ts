import { publicPathOf } from '../../src/modules/search'
import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { search } from './search.contract'

export function searchRoutes(counter: Counter, { publicSearch }: Office): void {
  counter.serve(search, async ({ query }) => {
    const hits = await publicSearch.search(query.q, query.limit)
    return {
      items: hits.map((hit) => ({
        type: hit.type,
        id: hit.id,
        title: hit.title,
        excerpt: hit.excerpt,
        path: publicPathOf(hit),
      })),
      nextCursor: null,
    }
  })
}
