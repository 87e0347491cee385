import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { csvBytes, csvRows, RUNNABLE, recompute, source } from './sheets.samples'

const HARMLESS = ['', 'a=1', '1-2', '甲＝乙', "it's", "'", '（=1）', '1', '。-']

describe('csv export', () => {
  it('is UTF-8 with a byte order mark, CRLF and RFC 4180 quoting', async () => {
    const bytes = await csvBytes(
      source([
        [1, '说"好",\r\n完'],
        [2.5, null],
        [-3, ''],
      ]),
    )
    const { stated, hash } = recompute(bytes)
    const data = '\ufeff编号,内容\r\n1,"说""好"",\r\n完"\r\n2.5,\r\n-3,\r\n'
    expect(bytes.toString('utf8')).toBe(data + stated)
    expect(stated).toBe(`校验 行数=3 SHA-256=${hash},\r\n`)
    expect(hash).toBe(createHash('sha256').update(data).digest('hex'))
  })

  it('states zero rows for an empty table, and one for a row whose only cell is empty', async () => {
    expect(recompute(await csvBytes(source([]))).stated).toMatch(/^校验 行数=0 /)
    const one = await csvBytes(source([[null]], ['内容']))
    expect(one.toString('utf8')).toMatch(/^\ufeff内容\r\n""\r\n校验 行数=1 SHA-256=[0-9a-f]{64}\r\n$/)
  })

  it.each(RUNNABLE)('puts an apostrophe before %j', async (text) => {
    const kept = text.replace('\u0001', '')
    expect(await csvRows([[1, text]], [text, '二'])).toEqual([['1', `'${kept}`]])
    expect((await csvBytes(source([], [text]))).toString('utf8').slice(1)).toMatch(/^"?'/)
  })

  it.each(HARMLESS)('leaves %j as it is', async (text) => {
    expect(await csvRows([[1, text]])).toEqual([['1', text]])
  })

  it('keeps numbers numbers, also negative ones', async () => {
    expect(await csvRows([[-5, '-5']])).toEqual([['-5', "'-5"]])
  })

  it('gives any text back once the documented apostrophe is taken away', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom("'", '=', '-', ' ', '\u200b', '\r', '\n', '"', ',', '＝', 'a') }),
    )
    const forbidden = (character: string) =>
      /[\ufffe\uffff]/.test(character) || (character < ' ' && !'\t\r\n'.includes(character))
    const start = /^'(?='*[\s\p{Cc}\p{Cf}\p{DI}]*[=+\-@\t\r\n＝＋－＠])/u
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 8 }), async (rows) => {
        const back = (await csvRows(rows)).map((row) => row.map((field) => field.replace(start, '')))
        const sent = rows.map((row) =>
          row.map((cell) =>
            Array.from(cell)
              .filter((one) => !forbidden(one))
              .join(''),
          ),
        )
        expect(back).toEqual(sent)
      }),
    )
  })

  it('writes what cannot be UTF-8 as a replacement character', async () => {
    expect(await csvRows([[1, 'a\ud800b']])).toEqual([['1', 'a\ufffdb']])
  })
})
