import { FileChunk } from '../../../src/platform/files/files.entities'
import { formOf, GPS, jpeg, pdf, png } from '../../support/files'
import { type HttpClient, serveOffice } from '../../support/http'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'
import { approve, buildPublication, codeOf } from '../../support/publications'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient

beforeEach(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy'] as const) await test.staff(role)
  editor = await web.staff('editor')
})
afterEach(async () => {
  await web.close()
  await test.close()
})

const upload = async (name: string, content: Buffer, type = '') => {
  const reply = await editor('POST', '/api/staff/files', formOf(name, content, type))
  expect([name, reply.status]).toEqual([name, 201])
  return reply.json as { fileId: string; url: string; publicUrl: string; name: string }
}
const bytes = async (path: string, headers: Record<string, string> = {}) => {
  const reply = await fetch(web.base + path, { headers })
  return { status: reply.status, headers: reply.headers, content: Buffer.from(await reply.arrayBuffer()) }
}
const clear = async (over: Parameters<typeof buildPublication>[0]) => {
  const made = await editor('POST', '/api/staff/publications', buildPublication(over))
  expect(made.status).toBe(201)
  const { id, contentHash } = made.json
  expect((await editor('POST', `/api/staff/publications/${id}/submission`)).status).toBe(200)
  await approve(test, id, contentHash)
  return { id, contentHash }
}
const publish = async (id: string) =>
  (await web.staff('leader'))('POST', `/api/staff/publications/${id}/publish`, {})

it('a cover, a picture in the text and an attachment reach residents with the publication, and leave with it', async () => {
  const cover = await upload('封面.jpg', jpeg(), 'image/jpeg')
  const inText = await upload('图.png', png(3, 4), 'image/png')
  const paper = await upload('抽检结果.pdf', pdf(), 'application/pdf')
  const { id } = await clear({
    markdown: `见下图。\n\n![示意图](${inText.publicUrl})`,
    cover: { fileId: cover.fileId, alt: '粽子' },
    attachments: [{ fileId: paper.fileId, name: paper.name }],
  })
  const all = [cover, inText, paper]
  for (const { publicUrl } of all) expect((await bytes(publicUrl)).status).toBe(404)
  const desk = (await editor('GET', `/api/staff/publications/${id}`)).json
  expect(desk.html).toContain(`<img src="${inText.url}"`)
  expect([desk.cover.url, desk.attachments[0].url]).toEqual([cover.url, paper.url])

  expect((await publish(id)).status).toBe(200)
  const shown = (await web.stranger('GET', `/api/publications/${id}`)).json
  expect(shown.coverUrl).toBe(cover.publicUrl)
  expect(shown.cover).toEqual({ url: cover.publicUrl, alt: '粽子', width: 640, height: 480 })
  expect(shown.attachments).toEqual([
    { name: '抽检结果.pdf', type: 'application/pdf', bytes: pdf().length, url: paper.publicUrl },
  ])
  expect((await web.stranger('GET', '/api/publications')).json.items[0].coverUrl).toBe(cover.publicUrl)
  const served = await bytes(cover.publicUrl)
  expect(served.content.includes(GPS)).toBe(false)
  expect(Object.fromEntries(served.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=86400, immutable',
    'content-disposition': expect.stringMatching(/^attachment; /),
  })
  const attached = await bytes(paper.publicUrl)
  expect(attached.content.equals(pdf())).toBe(true)
  expect(attached.headers.get('content-disposition')).toContain(encodeURIComponent('抽检结果.pdf'))

  const leader = await web.staff('leader')
  await leader('POST', `/api/staff/publications/${id}/withdrawal`, { reason: '数据有误' })
  for (const { publicUrl } of all) expect((await bytes(publicUrl)).status).toBe(404)
  expect((await web.stranger('GET', `/api/publications/${id}`)).json.attachments).toEqual([])
  expect((await leader('GET', cover.url)).status).toBe(200)
})

it('a file is fetched by signed-in staff only, each time anew', async () => {
  const { url } = await upload('图.png', png())
  const cookie = (await (async () => {
    const reply = await web.stranger('POST', '/api/staff/session', {
      username: 'head',
      password: 'Lanchuan-2026!',
    })
    return reply.headers.get('set-cookie')?.split(';')[0]
  })()) as string
  const seen = await bytes(url, { cookie })
  expect([seen.status, seen.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect((await bytes(url)).status).toBe(401)
  expect((await (await web.resident('o-curious'))('GET', url)).status).toBe(401)
  await test.office.sessions.sweep()
  test.clock.advance(DAY)
  expect((await bytes(url, { cookie })).status).toBe(401)
})

it('a cover replaced after the third review voids every signature', async () => {
  const [first, second] = [await upload('甲.png', png(2, 2)), await upload('乙.png', png(3, 3))]
  const { id, contentHash } = await clear({ cover: { fileId: first.fileId, alt: '图' } })
  const body = { ...buildPublication({ cover: { fileId: second.fileId, alt: '图' } }), contentHash }
  const edited = await editor('PUT', `/api/staff/publications/${id}`, body)
  expect([edited.status, edited.json.contentHash === contentHash]).toEqual([200, false])
  const refused = await publish(id)
  expect([refused.status, refused.json.code]).toEqual([409, 'review_incomplete'])
})

it('bytes changed behind the back of the reviewers are not published', async () => {
  const file = await upload('表.pdf', pdf())
  const { id } = await clear({ attachments: [{ fileId: file.fileId, name: file.name }] })
  await test.office.database.transaction((tx) =>
    tx.update(FileChunk, { fileId: file.fileId }, { content: pdf('/Other').toString('base64') }),
  )
  const refused = await publish(id)
  expect([refused.status, refused.json.code]).toEqual([409, 'file_changed'])
  expect((await web.stranger('GET', `/api/publications/${id}`)).status).toBe(404)
})

it('what is not there, not a picture, named twice or named otherwise is refused by its field', async () => {
  const file = await upload('表.pdf', pdf())
  const nowhere = 'a'.repeat(64)
  const reply = await editor(
    'POST',
    '/api/staff/publications',
    buildPublication({
      markdown: `![没有](/files/${nowhere})`,
      cover: { fileId: file.fileId, alt: '不是图片' },
      attachments: [
        { fileId: file.fileId, name: '表.exe' },
        { fileId: file.fileId, name: '表.pdf' },
        { fileId: nowhere, name: '无.pdf' },
      ],
    }),
  )
  expect(reply.status).toBe(400)
  expect(reply.json.errors.map((e: { path: string }) => e.path)).toEqual([
    'cover.fileId',
    'attachments.0.name',
    'attachments.1.fileId',
    'attachments.2.fileId',
    'markdown',
  ])
})

it('an upload is one ledger entry, a refused one is none', async () => {
  const before = await test.office.ledger.headSeq()
  await upload('图.png', png())
  expect(await test.office.ledger.headSeq()).toBe(before + 1)
  const refused = await editor('POST', '/api/staff/files', formOf('图.png', jpeg(), 'image/png'))
  expect([refused.status, refused.json.code]).toEqual([400, 'file_refused'])
  const large = await editor(
    'POST',
    '/api/staff/files',
    formOf('大.pdf', Buffer.alloc(16 * 1024 * 1024), 'application/pdf'),
  )
  expect(large.status).toBe(413)
  expect((await editor('POST', '/api/staff/files', {})).json.errors[0].path).toBe('file')
  expect(await test.office.ledger.headSeq()).toBe(before + 1)
})

it('files that nobody uses are swept after a day, others never', async () => {
  const large = Buffer.concat([pdf(), Buffer.alloc(500_000, 10), Buffer.from('%%EOF\n')])
  const [used, dropped, orphan] = [
    await upload('用.pdf', large),
    await upload('弃.png', png(2, 2)),
    await upload('孤.png', png(3, 3)),
  ]
  const over = { attachments: [{ fileId: used.fileId, name: used.name }] }
  const made = await editor(
    'POST',
    '/api/staff/publications',
    buildPublication({ ...over, cover: { fileId: dropped.fileId, alt: '图' } }),
  )
  await editor('PUT', `/api/staff/publications/${made.json.id}`, {
    ...buildPublication(over),
    contentHash: made.json.contentHash,
  })
  expect(await test.office.files.sweep()).toBe(0)
  test.clock.advance(DAY + 1)
  expect(await test.office.files.sweep()).toBe(2)
  expect((await test.office.files.read(used.fileId)).equals(large)).toBe(true)
  for (const { fileId } of [dropped, orphan])
    expect(await codeOf(test.office.publicationUploads.read(fileId))).toBe('not_found')
  const rows = await test.office.database.select('SELECT DISTINCT file_id FROM file_chunks', [])
  expect(rows).toEqual([{ file_id: used.fileId }])
})
