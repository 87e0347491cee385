import { createHash, generateKeyPairSync } from 'node:crypto'
import { checkOf, partRoot, rowBytes } from '../../src/modules/receipts'
import { checkpointLines, signNote } from '../../src/modules/receipts/notes.rules'
import { entryBytes } from '../../src/modules/receipts/open-data.rules'

type Line = ['e' | 'r', number, string, string, string]

/** An open-data file taken apart, to be put together again with a fault. */
export class ExportFile {
  lines: string[]

  constructor(text: string) {
    this.lines = text.split('\n').slice(0, -2)
  }

  /** As a careful forger would: the file's own hash is made to fit. */
  text(): string {
    const content = `${this.lines.join('\n')}\n`
    const sha256 = createHash('sha256').update(content).digest('hex')
    return `${content}${JSON.stringify({ end: {}, sha256 })}\n`
  }

  // biome-ignore lint/suspicious/noExplicitAny: a forger writes what he likes
  head(change: (head: any) => void): this {
    const head = JSON.parse(this.lines[0] as string)
    change(head)
    this.lines[0] = JSON.stringify(head)
    return this
  }

  at(kind: string, index: number): number {
    return this.lines.findIndex((line) => line.startsWith(`["${kind}",${index},`))
  }

  read(kind: 'e' | 'r', index: number): Line {
    return JSON.parse(this.lines[this.at(kind, index)] as string)
  }

  /** @param fit also makes the line's own check fit, as who knows the format can */
  write(
    kind: 'e' | 'r',
    index: number,
    change: Partial<{ first: string; second: string }>,
    fit = false,
  ): this {
    const place = this.at(kind, index)
    const [, , first, second, check] = this.read(kind, index)
    const [a, b] = [change.first ?? first, change.second ?? second]
    this.lines[place] = JSON.stringify([kind, index, a, b, fit ? checkOf(index, a, b) : check])
    return this
  }

  drop(kind: string, index: number): this {
    this.lines.splice(this.at(kind, index), 1)
    return this
  }

  repeat(kind: string, index: number, after = index): this {
    this.lines.splice(this.at(kind, after) + 1, 0, this.lines[this.at(kind, index)] as string)
    return this
  }

  swap(kind: string, one: number, other: number): this {
    const [a, b] = [this.at(kind, one), this.at(kind, other)]
    ;[this.lines[a], this.lines[b]] = [this.lines[b] as string, this.lines[a] as string]
    return this
  }

  /** Numbers the lines anew, as they stand; with `fit` their checks too, and the hashes of the parts. */
  renumber(kind: 'e' | 'r', fit = false): this {
    let n = 0
    const parts: { line: number; leaves: string[] }[] = []
    this.lines = this.lines.map((text, line) => {
      if (text.startsWith(`["${kind}p",`)) parts.push({ line, leaves: [] })
      if (!text.startsWith(`["${kind}",`)) return text
      const [, , first, second, check] = JSON.parse(text) as Line
      parts.at(-1)?.leaves.push(kind === 'e' ? entryBytes(first, second) : rowBytes(first, second))
      const number = n++
      return JSON.stringify([kind, number, first, second, fit ? checkOf(number, first, second) : check])
    })
    if (fit)
      for (const [i, { line, leaves }] of parts.entries())
        this.lines[line] = JSON.stringify([`${kind}p`, i, partRoot(leaves)])
    return this
  }

  checkpointAt(n: number): number {
    return this.lines.flatMap((line, i) => (line.startsWith('{"checkpoint"') ? [i] : []))[n] as number
  }

  checkpoint(n: number, change: (note: string) => string): this {
    const place = this.checkpointAt(n)
    const value = JSON.parse(this.lines[place] as string)
    value.checkpoint = change(value.checkpoint)
    this.lines[place] = JSON.stringify(value)
    return this
  }

  cut(from: number): this {
    this.lines = this.lines.slice(0, from)
    return this
  }
}

const flipHex = (text: string, at = 0) =>
  text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1)
const flip64 = (text: string, at = 0) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
const stranger = generateKeyPairSync('ed25519').privateKey

/** A checkpoint that another key has signed, and one of another log. */
const foreign = (note: string, origin = note.split('\n')[0] as string) =>
  signNote(checkpointLines(origin, 700, Buffer.alloc(32, 7)), origin, stranger)

/** What is done to a file of 700 entries and rows with five checkpoints, and how it must be named. */
export const corruptions: [name: string, forge: (file: ExportFile) => ExportFile | string, named: RegExp][] =
  [
    ...[0, 255, 256, 511, 699].map((i): [string, (f: ExportFile) => ExportFile, RegExp] => [
      `receipt ${i} flipped`,
      (f) => f.write('e', i, { first: flipHex(f.read('e', i)[2]) }),
      new RegExp(`凭证：第 ${i} 条被改动`),
    ]),
    ...[1, 300, 698].map((i): [string, (f: ExportFile) => ExportFile, RegExp] => [
      `commitment ${i} flipped`,
      (f) => f.write('e', i, { second: flip64(f.read('e', i)[3]) }),
      new RegExp(`凭证：第 ${i} 条被改动`),
    ]),
    [
      'commitment 400 flipped, its check made to fit',
      (f) => f.write('e', 400, { second: flip64(f.read('e', 400)[3]) }, true),
      /凭证：第 256–511 条 之内有改动/,
    ],
    [
      'commitment 400 flipped, check and part made to fit',
      (f) => f.write('e', 400, { second: flip64(f.read('e', 400)[3]) }, true).renumber('e', true),
      /检查点 500：前 500 条凭证算出的根与它不同/,
    ],
    [
      'receipt 699 made no receipt',
      (f) => f.write('e', 699, { first: 'zz' }),
      /凭证：第 699 条（第 \d+ 行）格式不对/,
    ],
    ...[0, 350, 699].map((i): [string, (f: ExportFile) => ExportFile, RegExp] => [
      `entry ${i} dropped`,
      (f) => f.drop('e', i),
      i === 699 ? /凭证：应有 700 条，文件中有 699 条/ : new RegExp(`凭证：第 ${i} 条缺失`),
    ]),
    [
      'entry 350 dropped and the rest renumbered',
      (f) => f.drop('e', 350).renumber('e'),
      /凭证：第 350 条缺失，其后的编号被改过/,
    ],
    [
      'entry 350 dropped, everything made to fit',
      (f) => f.drop('e', 350).renumber('e', true),
      /检查点 500：前 500 条凭证算出的根与它不同/,
    ],
    ['entry 20 doubled', (f) => f.repeat('e', 20), /凭证：第 20 条与第 20 条重复/],
    [
      'entry 20 doubled and renumbered',
      (f) => f.repeat('e', 20).renumber('e'),
      /凭证：第 21 条与第 20 条重复/,
    ],
    [
      'entry 20 put in again at 600, everything made to fit',
      (f) => f.repeat('e', 20, 600).renumber('e', true),
      /凭证：第 601 条与第 20 条重复/,
    ],
    [
      'entries 77 and 78 exchanged',
      (f) => f.swap('e', 77, 78),
      /凭证：第 77 条缺失[\s\S]*凭证：第 77 条位置不对/,
    ],
    [
      'entries 77 and 78 exchanged and renumbered',
      (f) => f.swap('e', 77, 78).renumber('e'),
      /凭证：第 77 条/,
    ],
    ['entries 10 and 600 exchanged', (f) => f.swap('e', 10, 600), /凭证：第 10–599 条缺失/],
    [
      'part 1 of the entries altered',
      (f) => {
        f.lines[f.at('ep', 1)] = JSON.stringify(['ep', 1, `${'A'.repeat(43)}=`])
        return f
      },
      /凭证：第 256–511 条 的分段哈希被改动，内容无误/,
    ],
    ['part 1 of the entries taken out', (f) => f.drop('ep', 1), /凭证：分段 1 缺失/],
    ...[0, 256, 699].map((i): [string, (f: ExportFile) => ExportFile, RegExp] => [
      `choice ${i} flipped`,
      (f) =>
        f.write('r', i, {
          second: f.read('r', i)[3].includes('q2o1')
            ? f.read('r', i)[3].replace('q2o1', 'q2o2')
            : f.read('r', i)[3].replace(/q2o./, 'q2o1'),
        }),
      new RegExp(`逐票选择：第 ${i} 条被改动`),
    ]),
    [
      'choice 300 flipped, its check made to fit',
      (f) =>
        f.write('r', 300, { second: f.read('r', 300)[3].includes('q2o1') ? 'q1o1,q2o2' : 'q1o1,q2o1' }, true),
      /逐票选择：第 256–511 条 之内有改动|逐票选择：第 30[01] 条没有按次序/,
    ],
    [
      'choice 300 flipped, everything made to fit',
      (f) => f.write('r', 300, { second: 'q1o1,q1o2,q1o3,q2o3' }, true).renumber('r', true),
      /逐票选择：算出的根是/,
    ],
    [
      'salt 44 flipped',
      (f) => f.write('r', 44, { first: flip64(f.read('r', 44)[2]) }),
      /逐票选择：第 44 条被改动/,
    ],
    [
      'row 9 chooses what there is not',
      (f) => f.write('r', 9, { second: 'q1o1,q2o9' }, true),
      /逐票选择：第 9 条选了没有的选项/,
    ],
    [
      'row 9 chooses four times where three are allowed',
      (f) => f.write('r', 9, { second: 'q1o1,q1o2,q1o3,q1o4,q2o1' }, true),
      /逐票选择：第 9 条在 q1 选了 4 项/,
    ],
    ...[0, 500, 699].map((i): [string, (f: ExportFile) => ExportFile, RegExp] => [
      `row ${i} dropped`,
      (f) => f.drop('r', i),
      i === 699 ? /逐票选择：应有 700 条，文件中有 699 条/ : new RegExp(`逐票选择：第 ${i} 条缺失`),
    ]),
    [
      'row 500 dropped and the rest renumbered',
      (f) => f.drop('r', 500).renumber('r'),
      /逐票选择：第 500 条缺失，其后的编号被改过/,
    ],
    [
      'row 500 dropped, everything made to fit',
      (f) => f.drop('r', 500).renumber('r', true),
      /凭证有 700 条，逐票选择有 699 条/,
    ],
    ['row 33 doubled', (f) => f.repeat('r', 33), /逐票选择：第 33 条与第 33 条重复/],
    [
      'row 33 doubled, everything made to fit',
      (f) => f.repeat('r', 33).renumber('r', true),
      /逐票选择：第 34 条与第 33 条重复/,
    ],
    ['rows 5 and 6 exchanged', (f) => f.swap('r', 5, 6), /逐票选择：第 6 条没有按次序|逐票选择：第 5 条缺失/],
    [
      'rows 5 and 6 exchanged, everything made to fit',
      (f) => f.swap('r', 5, 6).renumber('r', true),
      /逐票选择：第 6 条没有按次序排列/,
    ],
    [
      'one option of the tally raised',
      (f) => f.head((h) => h.tally.options.q1o1++),
      /计票：选项 q1o1 公布 \d+ 票，逐票数得 \d+ 票/,
    ],
    [
      'the number of ballots raised',
      (f) => f.head((h) => h.tally.ballots++),
      /计票：总数 公布 701 票，逐票数得 700 票/,
    ],
    [
      'another root',
      (f) =>
        f.head((h) => {
          h.log.root = flip64(h.log.root)
        }),
      /首行的根与最后的检查点不同/,
    ],
    [
      'another root of the rows',
      (f) =>
        f.head((h) => {
          h.rows.root = flip64(h.rows.root)
        }),
      /首行的逐票选择的根与结果声明不同/,
    ],
    ['another size', (f) => f.head((h) => h.log.size--), /首行说有 699 条凭证，最后的检查点是 700 条/],
    [
      'another result',
      (f) =>
        f.head((h) => {
          h.result = h.result.replace(/option q1o1 \d+/, 'option q1o1 9999')
        }),
      /结果声明：签名不对/,
    ],
    [
      'another key',
      (f) =>
        f.head((h) => {
          h.log.verifierKey = h.log.verifierKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')
        }),
      /文件里的公钥不能读取/,
    ],
    [
      'a checkpoint’s size altered',
      (f) => f.checkpoint(2, (n) => n.replace(/\n300\n/, '\n301\n')),
      /检查点 301：签名不对/,
    ],
    [
      'a checkpoint’s root altered',
      (f) =>
        f.checkpoint(2, (n) =>
          n
            .split('\n')
            .map((l, i) => (i === 2 ? flip64(l) : l))
            .join('\n'),
        ),
      /检查点 300：签名不对/,
    ],
    [
      'a checkpoint’s signature altered',
      (f) => f.checkpoint(3, (n) => n.replace(/(?<=— \S+ )\S+/, (signature) => flip64(signature, 20))),
      /检查点 500：签名不对/,
    ],
    ['a checkpoint by another key', (f) => f.checkpoint(4, (n) => foreign(n)), /检查点 700：签名不对/],
    [
      'the last checkpoint taken out',
      (f) => {
        f.lines.splice(f.checkpointAt(4), 1)
        return f
      },
      /首行说有 700 条凭证，最后的检查点是 500 条/,
    ],
    [
      'two checkpoints exchanged',
      (f) => {
        const [a, b] = [f.checkpointAt(2), f.checkpointAt(3)]
        ;[f.lines[a], f.lines[b]] = [f.lines[b] as string, f.lines[a] as string]
        return f
      },
      /检查点 300：没有接在检查点 500 之后/,
    ],
    [
      'the log cut off behind entry 600',
      (f) => {
        f.lines = f.lines.filter((l) => !/^\["e",6[0-9][0-9],/.test(l))
        return f
      },
      /凭证：应有 700 条，文件中有 600 条/,
    ],
    ['the file cut off in the middle', (f) => `${f.lines.slice(0, 500).join('\n')}\n`, /没有结束行/],
    ['the file cut off within a line', (f) => f.text().slice(0, -200), /不能读取|没有结束行/],
    ['something behind the end', (f) => `${f.text()}["r",700,"x","","x"]\n`, /结束行之后还有内容/],
    [
      'one byte altered on the way',
      (f) => f.text().replace(/"title":"./, '"title":"他'),
      /文件的 SHA-256 不符/,
    ],
    [
      'an unknown line',
      (f) => {
        f.lines.splice(30, 0, '["x",1]')
        return f
      },
      /不认识的内容/,
    ],
  ]
