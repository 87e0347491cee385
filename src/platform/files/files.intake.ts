import { cleanText, cutGraphemes } from '../text'
import { MEGABYTE, UPLOAD_MAX } from '../uploads'
import { checkedPdf, cleanOffice } from './files.documents'
import { type ImageType, imageCleaners, isImageType, sizeFault } from './files.image'
import { FileRefused } from './files.refused'

const IMAGE_MAX = 8 * MEGABYTE

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const types = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
} as const
export type FileType = (typeof types)[keyof typeof types]
type Extension = keyof typeof types

/** What clients say of a file whose type they do not know: it claims nothing. */
const UNKNOWN = ['', 'application/octet-stream']
const NAME_MAX = 100

export interface TakenFile {
  name: string
  type: FileType
  content: Buffer
  width: number | null
  height: number | null
}

/**
 * Takes a file in: extension, declared type and content must agree, sizes are judged before anything is unpacked, and
 * what tells of its maker is left out. @throws FileRefused
 */
export async function takeFile(upload: {
  filename: string
  contentType: string
  content: Buffer
}): Promise<TakenFile> {
  const name = nameOf(upload.filename)
  const extension = extensionOf(name)
  if (!extension) throw new FileRefused('只能上传 JPG、PNG、WebP 图片和 PDF、DOCX、XLSX 文件。')
  const type = types[extension]
  const declared = upload.contentType.toLowerCase()
  if (declared !== type && !UNKNOWN.includes(declared))
    throw new FileRefused('文件的类型与扩展名不符，请核对后重新上传。')
  const { content } = upload
  if (content.length === 0) throw new FileRefused('文件是空的，请核对后重新上传。')
  if (isImageType(type)) return { name, type, ...image(content, type) }
  if (content.length > UPLOAD_MAX) throw new FileRefused('文件不能超过 15 MB。')
  const clean =
    extension === 'pdf'
      ? checkedPdf(content)
      : await cleanOffice(content, extension === 'docx' ? 'docx' : 'xlsx')
  return { name, type, content: clean, width: null, height: null }
}

function image(content: Buffer, type: ImageType) {
  if (content.length > IMAGE_MAX) throw new FileRefused('图片不能超过 8 MB。')
  const clean = imageCleaners[type](content)
  const fault = sizeFault(clean.width, clean.height)
  if (fault) throw new FileRefused(fault)
  return clean
}

/** The last part of the path, as one line of text: a name to show, never a place to write to. */
export function nameOf(filename: string): string {
  const last = filename.split(/[\\/]/).at(-1) ?? ''
  const clean = cleanText(last)
  if (!clean.ok) throw new FileRefused('文件名里有无法保存的字符，请改名后上传。')
  const line = clean.text.replace(/[\s:*?"<>|]+/g, ' ').trim()
  const extension = /\.[a-z]{3,4}$/i.exec(line)?.[0] ?? ''
  const stem = line.slice(0, line.length - extension.length).trim()
  return `${cutGraphemes(stem, NAME_MAX - extension.length)}${extension}`
}

function extensionOf(name: string): Extension | null {
  const found = /[^.\s]\.([a-z]{3,4})$/i.exec(name)?.[1]?.toLowerCase()
  return found !== undefined && Object.hasOwn(types, found) ? (found as Extension) : null
}

export function fitsType(name: string, type: FileType): boolean {
  const extension = extensionOf(name)
  return extension !== null && types[extension] === type
}
