import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import { notFound } from '../../src/platform/problem'
import { feedJson, feedRss, listPublications, readFile, readPublication } from './publications.contract'
import { jsonFeed, rssFeed } from './publications.feeds'
import { presentItem, presentPublication } from './publications.present'

const FEED_ITEMS = 30
/** The bytes of an address never change. Nobody between keeps them, so that what is withdrawn soon is gone. */
const KEPT_BY_READERS = 'private, max-age=86400, immutable'

export function publicationRoutes(
  counter: Counter,
  { publicationReads, publicationFiles, files, notice }: Office,
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
  counter.serve(readFile, async ({ params }) => {
    const found = await publicationFiles.findPublic(params.id)
    if (!found) throw notFound()
    const { file, name } = found
    return answer({
      raw: { content: await files.read(file.id), contentType: file.type, filename: name ?? file.id },
      headers: { 'Cache-Control': KEPT_BY_READERS },
    })
  })
  counter.serve(feedRss, async () =>
    answer({ raw: { content: rssFeed(await feed()), contentType: 'application/rss+xml; charset=utf-8' } }),
  )
  counter.serve(feedJson, async () =>
    answer({ raw: { content: jsonFeed(await feed()), contentType: 'application/feed+json; charset=utf-8' } }),
  )
}
