import { jsonFeed, rssFeed } from '../../../miniapp-api/publications/publications.feeds'
import { presentPublication } from '../../../miniapp-api/publications/publications.present'
import type { PublicPublication } from '../../../src/modules/publications'
import { buildPublication } from '../../support/publications'
import { expectHarmless, expectHarmlessRss } from '../../support/xss'
import { xssPayloads } from '../../support/xss-payloads'

const at = Date.UTC(2026, 10, 24, 1)

function published(text: string, withdrawalReason: string | null): PublicPublication {
  const { kind, ...written } = buildPublication({ title: text, summary: text, markdown: text })
  const { cover: _cover, attachments: _attachments, ...words } = written
  const content = { ...words, source: text }
  return {
    publication: {
      id: 'p1',
      kind,
      title: text,
      content,
      contentHash: '',
      state: 'published',
      ownerDivisionId: 'd1',
      authorId: 's1',
      contributorIds: ['s1'],
      liveVersionId: 'v1',
      publishedAt: at,
      correctedAt: null,
      withdrawnAt: withdrawalReason === null ? null : at + 1,
      withdrawalReason,
      createdAt: at,
      updatedAt: at,
    },
    version: {
      id: 'v1',
      publicationId: 'p1',
      number: 1,
      kind,
      title: text,
      summary: text,
      level: null,
      coverUrl: '/files/a.png',
      relatedDocumentId: null,
      content,
      contentHash: '',
      sheetId: 'r1',
      publishedBy: 's2',
      publishedAt: at,
    },
    related: null,
    relatedFrom: [],
    corrections: [],
  }
}

describe('a page of a publication', () => {
  test.each(xssPayloads.map((p) => [p]))('holds nothing that runs: %j', (payload) => {
    expectHarmless(presentPublication(published(payload, null)).html, payload)
    expectHarmless(presentPublication(published('正文', payload)).html, payload)
  })

  test('of what was withdrawn only title, reason and contact are left', () => {
    const shown = presentPublication({ ...published('机要正文', '数据有误'), relatedFrom: [] })
    expect(shown).toMatchObject({
      title: '机要正文',
      summary: '本文已撤回。',
      html: '<p>本文已撤回。撤回理由：数据有误</p>',
      withdrawn: { at: '2026-11-24T01:00:00.001Z', reason: '数据有误' },
      coverUrl: undefined,
    })
  })
})

describe('the feeds', () => {
  const feedOf = (text: string) => ({
    items: [
      {
        id: 'p1',
        kind: 'notice' as const,
        title: text,
        summary: text,
        level: null,
        coverUrl: null,
        publishedAt: at,
        correctedAt: at + 1,
      },
    ],
    publicUrl: 'https://lanchuan.example/',
    notice: text,
  })

  test.each(xssPayloads.map((p) => [p]))('hold nothing that runs: %j', (payload) => {
    expectHarmlessRss(rssFeed(feedOf(payload)), payload)
    const json = jsonFeed(feedOf(payload))
    expect(json).not.toMatch(/[<>]/)
    expect(JSON.parse(json).items[0]).toMatchObject({ title: payload, content_text: payload })
  })

  test('give dates, addresses and kinds', () => {
    const rss = rssFeed(feedOf('公告'))
    expect(rss).toContain('<pubDate>Tue, 24 Nov 2026 01:00:00 GMT</pubDate>')
    expect(rss).toContain('<link>https://lanchuan.example/publications/p1</link>')
    expect(rss).toContain('<category>通知公告</category>')
    expect(JSON.parse(jsonFeed(feedOf('公告'))).items[0]).toMatchObject({
      date_published: '2026-11-24T01:00:00.000Z',
      date_modified: '2026-11-24T01:00:00.001Z',
    })
  })
})
