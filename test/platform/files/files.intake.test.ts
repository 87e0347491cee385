import { takeFile } from '../../../src/platform/files/files.intake'
import { FileRefused } from '../../../src/platform/files/files.refused'
import { docxParts, ruleText, zipped } from '../../support/consultations'
import { docx, GPS, jpeg, pdf, png, webp } from '../../support/files'
import { yauzlEntries } from '../../support/unzip'

const take = (filename: string, content: Buffer, contentType = 'application/octet-stream') =>
  takeFile({ filename, contentType, content })

describe('a picture that is taken in', () => {
  test('keeps neither place, camera, comment, text, thumbnail nor anything behind its end', async () => {
    const tail = `PK\x03\x04<script>${GPS}</script>`
    for (const [name, content] of [
      ['a.jpg', jpeg(640, 480, { tail })],
      ['b.PNG', png(3, 2, [['iTXt', Buffer.from(GPS)]], tail)],
      ['c.webp', webp()],
    ] as const) {
      expect(content.includes(GPS)).toBe(true)
      const taken = await take(name, content)
      expect([name, taken.content.includes(GPS), taken.content.includes('PK\x03\x04')]).toEqual([
        name,
        false,
        false,
      ])
    }
  })

  test('says its size, keeps its colours, and still lies the right way up', async () => {
    const taken = await take('照片.jpeg', jpeg(640, 480, { orientation: 6 }), 'image/jpeg')
    expect(taken).toMatchObject({ name: '照片.jpeg', type: 'image/jpeg', width: 640, height: 480 })
    expect(taken.content.includes('ICC_PROFILE')).toBe(true)
    expect(taken.content.includes(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]))).toBe(true)
    // Once clean, a file stays as it is: the same picture uploaded again is the same file.
    expect((await take('b.jpg', taken.content)).content.equals(taken.content)).toBe(true)
    expect(await take('a.webp', webp(300, 200))).toMatchObject({ width: 300, height: 200 })
    expect(await take('a.png', png(12, 34))).toMatchObject({ width: 12, height: 34 })
  })
})

describe('an office file that is taken in', () => {
  test('is packed anew without author, company, and place of its pictures', async () => {
    const content = await zipped({
      ...docxParts(ruleText),
      'docProps/core.xml': '<x><dc:creator>张三</dc:creator></x>',
      'docProps/app.xml': '<x><Company>某某公司</Company></x>',
      'word/media/image1.jpeg': jpeg(),
      'word/media/image2.png': Buffer.from('odd'),
    })
    const taken = await take('公告.docx', content)
    const entries = await yauzlEntries(taken.content)
    expect(entries.get('docProps/core.xml')?.includes('张三')).toBe(false)
    expect(entries.get('docProps/app.xml')?.includes('某某')).toBe(false)
    expect(entries.get('word/media/image1.jpeg')?.includes(GPS)).toBe(false)
    expect(entries.get('word/media/image2.png')?.toString()).toBe('odd')
    expect(entries.get('word/document.xml')?.length).toBeGreaterThan(100)
  })
})

test.each([
  ['../../etc/passwd.png', 'passwd.png'],
  ['C:\\Users\\x\\图 1.png', '图 1.png'],
  ['a\u202egnp.png', 'agnp.png'],
  ['<b>"x".png', 'b x.png'],
  [`${'长'.repeat(300)}.png`, `${'长'.repeat(96)}.png`],
])('the name %j is kept as the text %j', async (given, kept) => {
  expect((await take(given, png())).name).toBe(kept)
})

describe('is refused', () => {
  const bomb = () => zipped({ ...docxParts(ruleText), 'word/media/a.bin': Buffer.alloc(61 * 1024 * 1024) })
  const withPart = (name: string, content: string) => zipped({ ...docxParts(ruleText), [name]: content })
  const outside = (type: string) =>
    `<Relationships><Relationship Id="r" Type="http://x/relationships/${type}" Target="http://evil/x" TargetMode="External"/></Relationships>`
  const lying = async () => {
    const file = Buffer.from(await docx())
    const at = file.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    file.writeUInt32LE(file.readUInt32LE(at + 24) + 1000, at + 24)
    return file
  }
  const corpus: [string, string, () => Buffer | Promise<Buffer>, string?][] = [
    ['an empty file', 'a.png', () => Buffer.alloc(0)],
    ['a script named as a picture', 'a.png', () => Buffer.from('<script>alert(1)</script>')],
    ['a PNG named .jpg', 'a.jpg', () => png()],
    ['a JPEG named .png', 'a.png', () => jpeg()],
    ['a JPEG named .webp', 'a.webp', () => jpeg()],
    ['a JPEG named .pdf', 'a.pdf', () => jpeg()],
    ['a PDF named .docx', 'a.docx', () => pdf()],
    ['a .docx named .xlsx', 'a.xlsx', () => docx()],
    ['a declared type that is another', 'a.png', () => png(), 'text/html'],
    ['a declared type of another picture', 'a.png', () => png(), 'image/jpeg'],
    ['SVG', 'a.svg', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['GIF', 'a.gif', () => Buffer.from('GIF89a')],
    ['HTML', 'a.html', () => Buffer.from('<p>')],
    ['a program', 'a.exe', () => Buffer.from('MZ')],
    ['a program behind two extensions', 'a.png.exe', () => png()],
    ['no extension', 'png', () => png()],
    ['nothing but an extension', '.png', () => png()],
    ['a name of dots', '..', () => png()],
    ['a name with NUL', 'a\0.png', () => png()],
    ['old Word', 'a.doc', () => Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a pixel flood in PNG', 'a.png', () => png(65_000, 65_000)],
    ['a pixel flood of one long line', 'a.png', () => png(2_000_000_000, 1)],
    ['a pixel flood in JPEG', 'a.jpg', () => jpeg(65_000, 65_000)],
    ['a pixel flood in WebP', 'a.webp', () => webp(16_000, 16_000)],
    ['a huge frame in a small canvas', 'a.webp', () => webp(10, 10, { frame: [16_000, 16_000] })],
    ['a picture without size', 'a.png', () => png(0, 5)],
    ['a cut JPEG', 'a.jpg', () => jpeg().subarray(0, -2)],
    ['a cut PNG', 'a.png', () => png().subarray(0, -6)],
    [
      'a PNG with a wrong checksum',
      'a.png',
      () => Buffer.concat([png().subarray(0, 20), Buffer.from([9]), png().subarray(21)]),
    ],
    ['an animated PNG', 'a.png', () => png(1, 1, [['acTL', Buffer.alloc(8)]])],
    ['an animated WebP', 'a.webp', () => webp(10, 10, { animated: true })],
    ['a zip bomb', 'a.docx', bomb],
    ['a zip whose directory lies', 'a.docx', lying],
    ['macros', 'a.docx', () => withPart('word/vbaProject.bin', 'x')],
    ['an embedded program', 'a.docx', () => withPart('word/embeddings/oleObject1.bin', 'x')],
    ['a control', 'a.docx', () => withPart('word/activeX/activeX1.xml', 'x')],
    [
      'an outside template',
      'a.docx',
      () => withPart('word/_rels/settings.xml.rels', outside('attachedTemplate')),
    ],
    ['a zip that is no office file', 'a.docx', () => zipped({ 'a.txt': 'x' })],
    ['a zip with something in front', 'a.docx', async () => Buffer.concat([Buffer.from('MZ'), await docx()])],
    [
      'a zip with something behind',
      'a.docx',
      async () => Buffer.concat([await docx(), Buffer.from('<script>')]),
    ],
    ['a PDF with a script', 'a.pdf', () => pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>')],
    ['a PDF with a file inside', 'a.pdf', () => pdf('/Names<</EmbeddedFiles 2 0 R>>')],
    ['a PDF that starts a program', 'a.pdf', () => pdf('/OpenAction<</S/Launch>>')],
    ['a PDF that is an archive too', 'a.pdf', () => pdf('', 'PK\x05\x06\0\0\0\0%%EOF')],
    ['a page in front of a PDF', 'a.pdf', () => Buffer.concat([Buffer.from('<html>'), pdf()])],
  ]

  // A fourth parameter would be taken for the callback of a test.
  test.each(corpus)('%s', async (_, filename, make, ...[type]) => {
    const content = await make()
    await expect(take(filename, content, type)).rejects.toThrow(FileRefused)
  })

  test('every one of them with less than 100 MiB of memory', async () => {
    const made = await Promise.all(
      corpus.map(async ([, name, make, type]) => [name, await make(), type] as const),
    )
    const before = process.memoryUsage().rss
    let most = 0
    for (const [name, content, type] of made) {
      await take(name, content, type).catch(() => undefined)
      most = Math.max(most, process.memoryUsage().rss - before)
    }
    expect(most).toBeLessThan(100 * 1024 * 1024)
  })
})

test('a link to click on is no harm', async () => {
  const relations =
    '<Relationships><Relationship Id="r" Type="http://x/relationships/hyperlink" Target="http://x" TargetMode="External"/></Relationships>'
  const content = await zipped({ ...docxParts(ruleText), 'word/_rels/document.xml.rels': relations })
  expect((await take('a.docx', content)).type).toMatch(/wordprocessingml/)
})
