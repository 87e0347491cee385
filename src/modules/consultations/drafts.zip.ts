import { inflateRawSync } from 'node:zlib'
import { DraftRefused } from './drafts.shape'

const MEGABYTE = 1024 * 1024
const LARGEST_FILE = 10 * MEGABYTE
/** All members together, as unpacked. */
const LARGEST_UNPACKED = 50 * MEGABYTE
/** The XML members that are really read. A draft of 200 pages has about 3 MB; the worst 6 MB take some 6 s to read. */
const LARGEST_XML = 6 * MEGABYTE
const MOST_MEMBERS = 2000

interface Member {
  name: string
  method: number
  packed: number
  unpacked: number
  offset: number
}

const damaged = () =>
  new DraftRefused('文件已损坏，或者不是 Word 文档（.docx），请用 Word 或 WPS 重新保存后上传。')
const tooBig = () => new DraftRefused('文件解压后太大，无法导入。请去掉图片和附件后重新保存上传。')

/**
 * The XML members of a .docx, unpacked. Sizes are judged from the zip directory before anything is unpacked, and
 * unpacking stops at the stated size, so a directory that lies gains nothing. Throws DraftRefused.
 */
export function docxParts(file: Buffer): Map<string, Buffer> {
  if (file.length > LARGEST_FILE)
    throw new DraftRefused('文件超过10MB，无法导入。请去掉图片和附件后重新上传。')
  if (file.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    throw new DraftRefused('这是旧版 Word 文档（.doc）或加密的文档，请另存为不加密的 .docx 后上传。')
  }
  const members = directory(file)
  if (members.reduce((sum, member) => sum + member.unpacked, 0) > LARGEST_UNPACKED) throw tooBig()
  if (members.some((member) => /vbaproject|vbadata/i.test(member.name))) throw macro()
  const wanted = members.filter(
    (member) => /\.(?:xml|rels)$/i.test(member.name) && !/^customxml\//i.test(member.name),
  )
  if (wanted.reduce((sum, member) => sum + member.unpacked, 0) > LARGEST_XML) throw tooBig()
  const parts = new Map<string, Buffer>()
  for (const member of wanted) {
    if (parts.has(member.name)) throw damaged()
    parts.set(member.name, unpack(file, member))
  }
  const types = parts.get('[Content_Types].xml')?.toString('utf8')
  if (types === undefined || !/wordprocessingml/.test(types)) throw damaged()
  if (/macroEnabled/i.test(types)) throw macro()
  return parts
}

const macro = () => new DraftRefused('文件带有宏，为安全起见不能导入。请另存为不带宏的 .docx 后上传。')

/** The central directory, read strictly: one disk, no zip64, no encryption, nothing in front of the archive. */
function directory(file: Buffer): Member[] {
  if (file.length < 22 || file.readUInt32LE(0) !== 0x04034b50) throw damaged()
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > file.length || end + 22 + file.readUInt16LE(end + 20) !== file.length)
    throw damaged()
  const count = file.readUInt16LE(end + 10)
  const size = file.readUInt32LE(end + 12)
  let at = file.readUInt32LE(end + 16)
  if (file.readUInt32LE(end + 4) !== 0 || count > MOST_MEMBERS || at + size !== end) throw damaged()
  const members: Member[] = []
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || file.readUInt32LE(at) !== 0x02014b50) throw damaged()
    if (file.readUInt16LE(at + 8) & 1) throw new DraftRefused('文件设了密码，请去掉密码后上传。')
    const nameLength = file.readUInt16LE(at + 28)
    members.push({
      name: file.toString('utf8', at + 46, at + 46 + nameLength),
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      unpacked: file.readUInt32LE(at + 24),
      offset: file.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  return members
}

function unpack(file: Buffer, { method, packed, unpacked, offset }: Member): Buffer {
  if (offset + 30 > file.length || file.readUInt32LE(offset) !== 0x04034b50) throw damaged()
  const from = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28)
  if (from + packed > file.length) throw damaged()
  const data = file.subarray(from, from + packed)
  if (unpacked === 0) return Buffer.alloc(0)
  try {
    const out =
      method === 0 ? data : method === 8 ? inflateRawSync(data, { maxOutputLength: unpacked }) : null
    if (out?.length === unpacked) return out
  } catch {
    // zlib says how it failed; the sender needs only to know that the file is no good
  }
  throw damaged()
}
