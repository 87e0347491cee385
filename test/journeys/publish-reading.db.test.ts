import { serveOffice } from '../support/http'
import { DAY, openTestOffice, type TestOffice } from '../support/office'
import { clearPublication, publishPublication } from '../support/publications'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

beforeAll(async () => {
  test = await openTestOffice({ notice: '本站为虚构城市演示' })
  web = await serveOffice(test.office, { publicUrl: 'https://lanchuan.example' })
})
afterAll(async () => {
  await web.close()
  await test.close()
})

describe('what residents may ask for', () => {
  it('pages through what was published in the same millisecond without a gap or a repeat', async () => {
    test.clock.advance(DAY)
    const made: string[] = []
    for (let i = 0; i < 7; i++)
      made.push((await publishPublication(test, { kind: 'notice', title: `公告${i}` })).id)
    const seen: string[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const from = cursor === undefined ? '' : `&cursor=${cursor}`
      const reply = await web.stranger('GET', `/api/publications?kind=notice&limit=3${from}`)
      seen.push(...reply.json.items.map((i: { id: string }) => i.id))
      cursor = reply.json.nextCursor
    }
    expect(seen).toEqual([...made].reverse())
    const bad = await web.stranger('GET', '/api/publications?cursor=nonsense')
    expect([bad.status, bad.json.errors[0].path]).toEqual([400, 'cursor'])
    expect((await web.stranger('GET', '/api/publications?kind=secret')).status).toBe(400)
  })

  it('links both ways between a document and what explains it, never to a draft', async () => {
    const document = await publishPublication(test, { kind: 'notice', title: '关于电动自行车的通告' })
    const unborn = await clearPublication(test, { kind: 'notice', title: '还没有发布的通告' })
    const explains = await publishPublication(test, {
      kind: 'policy_interpretation',
      title: '一图读懂电动自行车通告',
      relatedDocumentId: document.id,
    })
    const early = await publishPublication(test, { relatedDocumentId: unborn.id })
    const read = async (id: string) => (await web.stranger('GET', `/api/publications/${id}`)).json
    expect((await read(explains.id)).relatedDocument).toEqual({
      id: document.id,
      kind: 'notice',
      title: '关于电动自行车的通告',
      withdrawn: false,
    })
    expect((await read(document.id)).relatedFrom).toEqual([
      { id: explains.id, kind: 'policy_interpretation', title: '一图读懂电动自行车通告', withdrawn: false },
    ])
    expect((await read(early.id)).relatedDocument).toBeUndefined()
    await test.office.publishing.withdraw(await test.staff('office'), document.id, '已废止')
    expect((await read(explains.id)).relatedDocument.withdrawn).toBe(true)
  })

  it('shows the first picture as the cover', async () => {
    const markdown = '![坏](javascript:alert(1))\n\n![粽子](/files/zongzi.png)'
    const { id } = await publishPublication(test, { markdown })
    expect((await web.stranger('GET', `/api/publications/${id}`)).json.coverUrl).toBe('/files/zongzi.png')
  })

  it('offers both feeds, with addresses of this site whatever the Host header says', async () => {
    test.clock.advance(DAY)
    const { id } = await publishPublication(test, { title: '买<A>&"B"', summary: '一 & 二 <三>' })
    const rss = await web.stranger('GET', '/feeds/publications.xml', undefined, {
      'x-forwarded-host': 'evil.example',
    })
    expect(rss.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8')
    expect(rss.text).toContain(`<link>https://lanchuan.example/publications/${id}</link>`)
    expect(rss.text).toContain('<title>买&#60;A&#62;&#38;&#34;B&#34;</title>')
    expect(rss.text).toContain('<description>一 &#38;#38; 二 &#38;#60;三&#38;#62;</description>')
    expect(rss.text).toContain('本站为虚构城市演示')
    expect(rss.text).not.toContain('evil.example')
    const feed = await web.stranger('GET', '/feeds/publications.json')
    expect(feed.headers.get('content-type')).toBe('application/feed+json; charset=utf-8')
    expect(feed.json).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      feed_url: 'https://lanchuan.example/feeds/publications.json',
    })
    expect(feed.json.items.length).toBeLessThanOrEqual(30)
    expect(feed.json.items[0]).toMatchObject({
      id,
      url: `https://lanchuan.example/publications/${id}`,
      title: '买<A>&"B"',
      summary: '一 & 二 <三>',
    })
    expect(feed.text).not.toContain('<')
  })
})
