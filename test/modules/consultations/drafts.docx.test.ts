import { ZipFile } from 'yazl'
import { DraftRefused, importDocx, joinedText } from '../../../src/modules/consultations/drafts.import'

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
const types = (type = main): string =>
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  `<Override PartName="/word/document.xml" ContentType="${type}"/></Types>`
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relations = (...list: [string, string][]): string =>
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
  list
    .map(([type, target], i) => `<Relationship Id="r${i}" Type="${relation}/${type}" Target="${target}"/>`)
    .join('') +
  '</Relationships>'
const p = (text: string, properties = ''): string =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
const num = (id: number, level: number): string =>
  `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr>`

async function zipped(files: Record<string, string | Buffer>, compress = true): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, data] of Object.entries(files)) zip.addBuffer(Buffer.from(data), name, { compress })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
const parts = (body: string, more: Record<string, string> = {}): Record<string, string> => ({
  '[Content_Types].xml': types(),
  '_rels/.rels': relations(['officeDocument', 'word/document.xml']),
  'word/_rels/document.xml.rels': relations(['numbering', 'numbering.xml'], ['styles', 'styles.xml']),
  'word/document.xml': `<?xml version="1.0"?><w:document ${W}><w:body>${body}</w:body></w:document>`,
  ...more,
})
const docx = (body: string, more: Record<string, string> = {}): Promise<Buffer> => zipped(parts(body, more))

const level = (index: number, format: string, text: string, more = ''): string =>
  `<w:lvl w:ilvl="${index}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`
const numbering = (...levels: string[]): string =>
  `<?xml version="1.0"?><w:numbering ${W}><w:abstractNum w:abstractNumId="7">${levels.join('')}</w:abstractNum>` +
  '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>' +
  '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>' +
  '</w:numbering>'

describe('a Word draft', () => {
  test('typed by hand is read like plain text', async () => {
    const draft = await importDocx(
      await docx(p('早餐车管理办法') + p('第一条　甲&amp;乙。') + p('有下列情形的：（一）丙；（二）丁。')),
    )
    expect(draft.title).toBe('早餐车管理办法')
    expect(draft.clauses.map((clause) => clause.key)).toEqual([
      'a1',
      'a1.p1',
      'a1.p2',
      'a1.p2.i1',
      'a1.p2.i2',
    ])
    expect(joinedText(draft)).toBe('早餐车管理办法\n第一条 甲&乙。\n有下列情形的：（一）丙；（二）丁。')
    expect(draft.warnings).toEqual([])
  })

  test('numbered by Word gets the numbers Word shows, and says so', async () => {
    const levels = [
      level(0, 'chineseCountingThousand', '第%1条', '<w:suff w:val="space"/>'),
      level(1, 'chineseCounting', '（%2）', '<w:suff w:val="nothing"/>'),
      level(2, 'decimal', '%3.'),
    ]
    const body =
      p('早餐车管理办法') +
      p('为了甲。', num(1, 0)) +
      p('有下列情形的：', num(1, 0)) +
      p('乙，包括：', num(1, 1)) +
      p('子；', num(1, 2)) +
      p('丑；', num(1, 2)) +
      p('丙。', num(1, 1)) +
      p('有下列材料的：', num(1, 0)) +
      p('丁。', num(1, 1)) +
      p('戊。', num(2, 0))
    const draft = await importDocx(await docx(body, { 'word/numbering.xml': numbering(...levels) }))
    expect(joinedText(draft)).toBe(
      '早餐车管理办法\n第一条 为了甲。\n第二条 有下列情形的：\n（一）乙，包括：\n1. 子；\n2. 丑；\n（二）丙。\n' +
        '第三条 有下列材料的：\n（一）丁。\n第九条 戊。',
    )
    const codes = draft.warnings.map((warning) => warning.code)
    expect(codes).toEqual(['word_numbering', 'article_gap'])
    expect(draft.warnings[0]!.message).toContain('9处编号由 Word 自动生成（如第一条、第二条、（一））')
  })

  test('numbered by a style is numbered too, and numId 0 takes the number away', async () => {
    const styles =
      `<?xml version="1.0"?><w:styles ${W}><w:style w:type="paragraph" w:styleId="T"><w:name w:val="条"/>` +
      '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>' +
      '<w:style w:type="paragraph" w:styleId="T2"><w:name w:val="条二"/><w:basedOn w:val="T"/></w:style></w:styles>'
    const levels = [
      level(0, 'decimal', '%1、'),
      level(1, 'chineseCounting', '第%2条', '<w:pStyle w:val="T"/>'),
    ]
    const body =
      p('甲。', '<w:pStyle w:val="T"/>') +
      p('乙。', `<w:pStyle w:val="T"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>`) +
      p('丙。', '<w:pStyle w:val="T"/>')
    const draft = await importDocx(
      await docx(body, { 'word/numbering.xml': numbering(...levels), 'word/styles.xml': styles }),
    )
    expect(joinedText(draft)).toBe('第一条 甲。\n乙。\n第二条 丙。')
  })

  test('a numbering that cannot be written is reported for every paragraph that loses its number', async () => {
    const body = p('甲。', num(1, 0)) + p('乙。', num(1, 1))
    const levels = [level(0, 'upperRoman', '第%1条'), level(1, 'bullet', '·')]
    const draft = await importDocx(await docx(body, { 'word/numbering.xml': numbering(...levels) }))
    expect(draft.warnings.map(({ code, at }) => [code, at])).toEqual([
      ['word_numbering_lost', '甲。'],
      ['word_bullet_lost', '乙。'],
      ['no_article', undefined],
    ])
    expect(joinedText(draft)).toBe('甲。\n乙。')
  })

  test('tables, revisions, breaks and tabs keep their text', async () => {
    const cell = (text: string): string => `<w:tc>${p(text)}</w:tc>`
    const body =
      '<w:p><w:r><w:t>第一条</w:t><w:tab/><w:t>甲。</w:t><w:br/><w:t>乙。</w:t></w:r></w:p>' +
      '<w:p><w:ins w:id="1" w:author="某"><w:r><w:t>新增。</w:t></w:r></w:ins>' +
      '<w:del w:id="2" w:author="某"><w:r><w:delText>删去。</w:delText></w:r></w:del></w:p>' +
      `<w:tbl><w:tr>${cell('等级')}${cell('分值')}</w:tr><w:tr>${cell('A级')}${cell('90分。')}</w:tr></w:tbl>`
    const draft = await importDocx(await docx(body))
    expect(joinedText(draft)).toBe('第一条 甲。\n乙。\n新增。\n等级 分值\nA级 90分。')
    expect(draft.warnings.map((warning) => warning.code)).toEqual([
      'word_revisions',
      'word_table',
      'broken_line',
    ])
  })
})

describe('a file is refused in Chinese', () => {
  const refused = async (file: Buffer, words: RegExp): Promise<void> => {
    const error = await importDocx(file).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(DraftRefused)
    expect((error as DraftRefused).message).toMatch(words)
  }
  const good = (): Promise<Buffer> => docx(p('第一条 甲。'))

  test('when it is no zip at all', async () => {
    await refused(Buffer.from('第一条 甲。'), /不是 Word 文档/)
    await refused(Buffer.alloc(0), /不是 Word 文档/)
    await refused(Buffer.from('PK\x03\x04'), /不是 Word 文档/)
  })

  test('when it is an old .doc or an encrypted document', async () => {
    await refused(Buffer.from('d0cf11e0a1b11ae1'.padEnd(64, '0'), 'hex'), /旧版 Word/)
  })

  test('when it is larger than 10 MB, to the byte', async () => {
    await refused(Buffer.alloc(10 * 1024 * 1024 + 1), /超过10MB/)
    await refused(Buffer.alloc(10 * 1024 * 1024), /不是 Word 文档/)
  })

  test('when its directory announces more than 50 MB', async () => {
    const bomb = { ...parts(p('第一条 甲。')), 'word/media/a.bin': Buffer.alloc(50 * 1024 * 1024) }
    const file = await zipped(bomb)
    expect(file.length).toBeLessThan(100_000)
    await refused(file, /解压后太大/)
    const allowed = { ...parts(p('第一条 甲。')), 'word/media/a.bin': Buffer.alloc(40 * 1024 * 1024) }
    expect((await importDocx(await zipped(allowed))).clauses).toHaveLength(1)
  })

  test('when its XML alone is more than 6 MB', async () => {
    const body = p('第一条 甲。') + ' '.repeat(6 * 1024 * 1024)
    await refused(await docx(body), /解压后太大/)
  })

  test('when its directory lies about a size', async () => {
    const file = await zipped(parts(p('第一条 甲。') + ' '.repeat(1_000_000)))
    const at = directoryEntry(file, 'word/document.xml')
    file.writeUInt32LE(1000, at + 24)
    await refused(file, /已损坏/)
  })

  test('when it has macros, by member or by content type', async () => {
    await refused(await docx(p('第一条 甲。'), { 'word/vbaProject.bin': 'x' }), /宏/)
    const macro = 'application/vnd.ms-word.document.macroEnabled.main+xml'
    const files = { '[Content_Types].xml': `${types(macro)}<!-- wordprocessingml -->` }
    await refused(await docx(p('第一条 甲。'), files), /宏/)
  })

  test('when it is a zip of something else, a workbook, or lacks its text', async () => {
    await refused(await zipped({ 'a.txt': '甲' }), /不是 Word 文档/)
    const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'
    await refused(await docx('', { '[Content_Types].xml': types(sheet) }), /不是 Word 文档/)
    const { 'word/document.xml': _, ...rest } = parts('')
    await refused(await zipped(rest), /没有找到 Word 正文/)
  })

  test('when it is cut short, carries a password, or has something in front', async () => {
    const file = await good()
    await refused(file.subarray(0, file.length - 30), /已损坏/)
    await refused(Buffer.concat([Buffer.from('x'), file]), /不是 Word 文档/)
    const locked = Buffer.from(file)
    locked.writeUInt16LE(1, directoryEntry(locked, 'word/document.xml') + 8)
    await refused(locked, /密码/)
  })

  test('when its XML is broken or nested without end', async () => {
    await refused(await docx('', { 'word/document.xml': '<w:document><w:body>' }), /无法读取/)
    const deep = 40_000
    await refused(
      await docx('<w:sdt><w:sdtContent>'.repeat(deep) + '</w:sdtContent></w:sdt>'.repeat(deep)),
      /无法读取/,
    )
  })

  test('every single flipped byte of a good file gives a draft or a refusal, never another error', async () => {
    const file = await good()
    let refusals = 0
    for (let at = 0; at < file.length; at += 3) {
      const bad = Buffer.from(file)
      bad[at] = bad[at]! ^ 0xff
      const thrown = await importDocx(bad).then(
        () => null,
        (error: unknown) => error,
      )
      if (thrown !== null) {
        expect(thrown).toBeInstanceOf(DraftRefused)
        refusals += 1
      }
    }
    expect(refusals).toBeGreaterThan(50)
  })
})

/** Where the central directory describes this member. */
function directoryEntry(file: Buffer, name: string): number {
  const at = file.lastIndexOf(name) - 46
  expect(file.readUInt32LE(at)).toBe(0x02014b50)
  return at
}
