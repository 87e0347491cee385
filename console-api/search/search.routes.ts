import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { listSearchMisses } from './search.contract'

export function searchMissRoutes(counter: Counter, { publicSearch }: Office): void {
  counter.serve(listSearchMisses, async ({ query }) => ({
    items: (await publicSearch.misses(query.limit)).map(({ term, times, lastAt }) => ({
      term,
      times,
      lastAt: rfc3339(lastAt),
    })),
  }))
}
