/** What a browser would run or load. Everything else of a payload may stand there as text. */
const allowedTag =
  /^<\/?(?:p|h[1-4]|ul|ol|li|strong|em|blockquote|a|img|hr|br|code|pre|table|thead|tbody|tr|th|td|span|html|head|body|meta|title|link|main|article|section|dl|dt|dd)(?:\s(?:href|src|alt|rel|start|class|lang|charset|name|content|scope)="[^"<>]*")*\s?\/?>$|^<!doctype html>$/

/** Fails when a piece of HTML holds a tag or an address that our pages never write. */
export function expectHarmless(html: string, payload: string): void {
  for (const tag of html.match(/<[a-z/!?][^>]*>?/gi) ?? [])
    if (!allowedTag.test(tag) || /(?:href|src)="\s*(?:javascript|data|vbscript):/i.test(tag))
      throw new Error(`${JSON.stringify(payload)} became ${tag}`)
}

const feedTag =
  /^<\/?(?:rss|channel|title|link|description|language|item|guid|category|pubDate|atom:link)(?:\s(?:version|xmlns:atom|isPermaLink|href|rel|type)="[^"<>]*")*\s?\/?>$|^<\?xml version="1.0" encoding="UTF-8"\?>$/

/** A reader decodes a description once and takes the result for HTML, so that must be harmless too. */
export function expectHarmlessRss(rss: string, payload: string): void {
  for (const tag of rss.match(/<[^>]*>?/g) ?? [])
    if (!feedTag.test(tag)) throw new Error(`${JSON.stringify(payload)} became ${tag} in the feed`)
  for (const [, description = ''] of rss.matchAll(/<description>([^<]*)<\/description>/g)) {
    const read = description.replace(/&#(\d+);/g, (_, n) => String.fromCharCode(Number(n)))
    if (read.includes('<')) throw new Error(`${JSON.stringify(payload)} is read as ${read}`)
  }
}
