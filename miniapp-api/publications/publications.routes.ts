import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import { feedJson, feedRss, listPublications, readPublication } from './publications.contract'
import { jsonFeed, rssFeed } from './publications.feeds'
import { presentItem, presentPublication } from './publications.present'

const FEED_ITEMS = 30

export function publicationRoutes(
  counter: Counter,
  { publicationReads, notice }: Office,
  publicUrl: string,
): void {
  const feed = async () => ({
    items: (await publicationReads.list({ limit: FEED_ITEMS })).items,
    publicUrl,
    notice,
  })

  counter.serve(listPublications, async ({ query }) => {
    const { items, nextCursor } = await publicationReads.list(query)
    return { items: items.map(presentItem), nextCursor }
  })
  counter.serve(readPublication, async ({ params }) =>
    presentPublication(await publicationReads.find(params.id)),
  )
  counter.serve(feedRss, async () =>
    answer({ raw: { content: rssFeed(await feed()), contentType: 'application/rss+xml; charset=utf-8' } }),
  )
  counter.serve(feedJson, async () =>
    answer({ raw: { content: jsonFeed(await feed()), contentType: 'application/feed+json; charset=utf-8' } }),
  )
}
