import type { PublicationItem } from '../../src/modules/publications'
import { rfc3339 } from '../../src/platform/clock'
import { escapeMarkup } from '../../src/platform/html'

export interface Feed {
  items: readonly PublicationItem[]
  /** Where residents find this site, without a slash at the end. */
  publicUrl: string
  /** Said at the top of the feed, for example that the city is fictional. */
  notice: string | null
}

const TITLE = '广听：政策解读、消费提示与通知公告'

const kindNames: Record<PublicationItem['kind'], string> = {
  policy_interpretation: '政策解读',
  consumer_alert: '消费提示',
  notice: '通知公告',
  sampling_result: '抽检结果',
}

/** Readers take RSS descriptions for HTML: plain text must survive both readings. */
const escapeTwice = (text: string) => escapeMarkup(escapeMarkup(text))

const base = ({ publicUrl }: Feed) => publicUrl.replace(/\/+$/, '')
const describe = ({ notice }: Feed) => notice ?? '市场监督管理部门发布的最新信息'
export const publicationUrl = (publicUrl: string, id: string) =>
  `${publicUrl.replace(/\/+$/, '')}/publications/${id}`

/** RSS 2.0 */
export function rssFeed(feed: Feed): string {
  const items = feed.items.map((item) => {
    const link = escapeMarkup(publicationUrl(feed.publicUrl, item.id))
    return `<item><title>${escapeMarkup(item.title)}</title><link>${link}</link><guid isPermaLink="true">${link}</guid><category>${kindNames[item.kind]}</category><pubDate>${rfc822(item.publishedAt)}</pubDate><description>${escapeTwice(item.summary)}</description></item>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>${TITLE}</title><link>${escapeMarkup(base(feed))}/</link><description>${escapeTwice(describe(feed))}</description><language>zh-CN</language><atom:link href="${escapeMarkup(base(feed))}/feeds/publications.xml" rel="self" type="application/rss+xml"/>${items.join('')}</channel></rss>
`
}

/** JSON Feed 1.1: text only, so that no reader has HTML of ours to misread. */
export function jsonFeed(feed: Feed): string {
  const home = base(feed)
  const document = {
    version: 'https://jsonfeed.org/version/1.1',
    title: TITLE,
    description: describe(feed),
    home_page_url: `${home}/`,
    feed_url: `${home}/feeds/publications.json`,
    language: 'zh-CN',
    items: feed.items.map((item) => ({
      id: item.id,
      url: publicationUrl(feed.publicUrl, item.id),
      title: item.title,
      summary: item.summary,
      content_text: item.summary,
      date_published: rfc3339(item.publishedAt),
      ...(item.correctedAt === null ? {} : { date_modified: rfc3339(item.correctedAt) }),
      tags: [kindNames[item.kind]],
    })),
  }
  // A reader may place the text of the feed in a page.
  return JSON.stringify(document).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
}

function rfc822(at: number): string {
  return new Date(at).toUTCString()
}
