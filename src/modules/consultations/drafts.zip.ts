import { unzipMember, ZipFault, type ZipMember, zipMembers } from '../../platform/zip'
import { DraftRefused } from './drafts.shape'

const MEGABYTE = 1024 * 1024
const LARGEST_FILE = 10 * MEGABYTE
/** All members together, as unpacked. */
const LARGEST_UNPACKED = 50 * MEGABYTE
/** The XML members that are really read. A draft of 200 pages has about 3 MB; the worst 6 MB take some 6 s to read. */
const LARGEST_XML = 6 * MEGABYTE

const damaged = () =>
  new DraftRefused('文件已损坏，或者不是 Word 文档（.docx），请用 Word 或 WPS 重新保存后上传。')
const tooBig = () => new DraftRefused('文件解压后太大，无法导入。请去掉图片和附件后重新保存上传。')

/**
 * The XML members of a .docx, unpacked. Sizes are judged from the zip directory before anything is unpacked, and
 * unpacking stops at the stated size, so a directory that lies gains nothing. Throws DraftRefused.
 */
export async function docxParts(file: Buffer): Promise<Map<string, Buffer>> {
  if (file.length > LARGEST_FILE)
    throw new DraftRefused('文件超过10MB，无法导入。请去掉图片和附件后重新上传。')
  if (file.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    throw new DraftRefused('这是旧版 Word 文档（.doc）或加密的文档，请另存为不加密的 .docx 后上传。')
  }
  const members = await refusing(async () => directory(file))
  if (members.reduce((sum, member) => sum + member.unpacked, 0) > LARGEST_UNPACKED) throw tooBig()
  if (members.some((member) => /vbaproject|vbadata/i.test(member.name))) throw macro()
  const wanted = members.filter(
    (member) => /\.(?:xml|rels)$/i.test(member.name) && !/^customxml\//i.test(member.name),
  )
  if (wanted.reduce((sum, member) => sum + member.unpacked, 0) > LARGEST_XML) throw tooBig()
  const parts = new Map<string, Buffer>()
  for (const member of wanted) {
    if (parts.has(member.name)) throw damaged()
    parts.set(member.name, await refusing(() => unzipMember(file, member)))
  }
  const types = parts.get('[Content_Types].xml')?.toString('utf8')
  if (types === undefined || !/wordprocessingml/.test(types)) throw damaged()
  if (/macroEnabled/i.test(types)) throw macro()
  return parts
}

const macro = () => new DraftRefused('文件带有宏，为安全起见不能导入。请另存为不带宏的 .docx 后上传。')

function directory(file: Buffer): ZipMember[] {
  const members = zipMembers(file)
  if (members.some((member) => member.encrypted)) throw new DraftRefused('文件设了密码，请去掉密码后上传。')
  return members
}

async function refusing<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof ZipFault ? damaged() : error
  }
}
