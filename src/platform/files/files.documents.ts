import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { unzipMember, ZipFault, type ZipMember, zipMembers } from '../zip'
import { type ImageType, imageCleaners } from './files.image'
import { FileRefused } from './files.refused'

const MEGABYTE = 1024 * 1024
const LARGEST_UNPACKED = 60 * MEGABYTE
/** One member is unpacked at a time. */
const LARGEST_MEMBER = 30 * MEGABYTE
/** The same file gives the same bytes, and tells nobody when it was saved. */
const MTIME = new Date(Date.UTC(2000, 0, 1))

const mainPart = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
} as const

const blank: Record<string, string> = {
  'docProps/core.xml':
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
  'docProps/app.xml':
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
  'docProps/custom.xml':
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}

const damaged = () =>
  new FileRefused('文件已损坏，或者内容与扩展名不符，请用 Word、Excel 或 WPS 重新保存后上传。')
const tooBig = () => new FileRefused('文件解压后太大，不能上传。')

/**
 * A .docx or .xlsx packed anew: without author, company and other properties, without Exif in its pictures, without
 * anything between or behind its members. Macros, embedded programs and outside templates are refused.
 */
export async function cleanOffice(file: Buffer, kind: 'docx' | 'xlsx'): Promise<Buffer> {
  try {
    return await repacked(file, kind)
  } catch (error) {
    throw error instanceof ZipFault ? damaged() : error
  }
}

async function repacked(file: Buffer, kind: 'docx' | 'xlsx'): Promise<Buffer> {
  const members = zipMembers(file)
  if (members.some((m) => m.encrypted)) throw new FileRefused('文件设了密码，请去掉密码后上传。')
  if (members.some((m) => m.unpacked > LARGEST_MEMBER)) throw tooBig()
  if (members.reduce((sum, m) => sum + m.unpacked, 0) > LARGEST_UNPACKED) throw tooBig()
  if (members.some(leavesFolder) || new Set(members.map((m) => m.name)).size < members.length) throw damaged()
  if (members.some((m) => /vbaproject|vbadata|activex|embeddings\/[^/]*\.bin$/i.test(m.name))) throw active()
  const types = members.find((m) => m.name === '[Content_Types].xml')
  if (!types) throw damaged()
  const declared = (await unzipMember(file, types)).toString('utf8')
  if (/macroEnabled/i.test(declared)) throw active()
  if (!declared.includes(mainPart[kind])) throw damaged()
  const zip = new ZipFile()
  const packed = bytesOf(zip.outputStream as Readable)
  for (const member of members) {
    if (member.name.endsWith('/')) continue
    zip.addBuffer(await cleaned(file, member), member.name, { mtime: MTIME })
  }
  zip.end()
  return packed
}

const active = () =>
  new FileRefused('文件带有宏、控件或嵌入的程序，为安全起见不能上传。请另存为普通文件后上传。')

const leavesFolder = ({ name }: ZipMember) => /\\|^\/|(^|\/)\.\.(\/|$)|^[a-z]:|\0/i.test(name)

async function cleaned(file: Buffer, member: ZipMember): Promise<Buffer> {
  const replaced = blank[member.name]
  if (replaced !== undefined) return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${replaced}`)
  const content = await unzipMember(file, member)
  if (/\.rels$/i.test(member.name) && reachesOut(content.toString('utf8'))) throw active()
  const type = pictureType(member.name)
  return type ? withoutMetadata(content, type) : content
}

/** A template or object fetched from elsewhere when the file is opened; links to click on are no harm. */
function reachesOut(relations: string): boolean {
  return [...relations.matchAll(/<Relationship\b[^>]{0,4000}>/g)].some(
    ([tag]) => /TargetMode\s*=\s*["']External/i.test(tag) && !/\/(hyperlink|image)["']/i.test(tag),
  )
}

function pictureType(name: string): ImageType | null {
  const extension = /\/media\/[^/]+\.(jpe?g|png)$/i.exec(name)?.[1]?.toLowerCase()
  return extension === undefined ? null : extension === 'png' ? 'image/png' : 'image/jpeg'
}

/** Office programs store odd pictures too: one that cannot be read stays as it is. */
function withoutMetadata(content: Buffer, type: ImageType): Buffer {
  try {
    return imageCleaners[type](content).content
  } catch (error) {
    if (error instanceof FileRefused) return content
    throw error
  }
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const TAIL = 70_000

/** A PDF as it is. What acts by itself is refused as far as it can be seen without reading compressed objects. */
export function checkedPdf(file: Buffer): Buffer {
  if (file.toString('latin1', 0, 5) !== '%PDF-') throw damagedPdf()
  const tail = file.subarray(Math.max(0, file.length - TAIL)).toString('latin1')
  // Behind its end there is room for an archive or a page.
  if (!/%%EOF[\s\0]{0,32}$/.test(tail) || tail.includes('PK\x05\x06')) throw damagedPdf()
  for (const name of ['/JavaScript', '/Launch', '/EmbeddedFile', '/RichMedia'])
    if (file.includes(name, 0, 'latin1'))
      throw new FileRefused('PDF 带有脚本、附件或多媒体，为安全起见不能上传。请重新打印成 PDF 后上传。')
  return file
}

const damagedPdf = () => new FileRefused('PDF 已损坏，或者内容与扩展名不符，请重新导出后上传。')
