import { crc32 } from 'node:zlib'
import type { CleanImage } from './files.image'
import { damagedImage, FileRefused } from './files.refused'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** What the picture is drawn from. Texts, times, Exif, animation and private chunks are left out. */
const KEPT = new Set(['IHDR', 'PLTE', 'IDAT', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'bKGD', 'pHYs'])

/** The picture without text chunks, Exif, time and whatever lies behind its end; every checksum is checked. */
export function cleanPng(file: Buffer): CleanImage {
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw damagedImage()
  const kept: Buffer[] = [SIGNATURE]
  let size: { width: number; height: number } | null = null
  let data = 0
  let at = 8
  for (;;) {
    if (at + 12 > file.length) throw damagedImage()
    const length = file.readUInt32BE(at)
    const end = at + 12 + length
    if (end > file.length) throw damagedImage()
    const type = file.toString('latin1', at + 4, at + 8)
    if (crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4)) throw damagedImage()
    if ((type === 'IHDR') !== (size === null)) throw damagedImage()
    if (type === 'IHDR') {
      if (length !== 13) throw damagedImage()
      size = { width: file.readUInt32BE(at + 8), height: file.readUInt32BE(at + 12) }
    }
    if (type === 'acTL') throw new FileRefused('不能上传动图，请换成静态图片。')
    if (type === 'IDAT') data++
    if (KEPT.has(type) || type === 'IEND') kept.push(file.subarray(at, end))
    if (type === 'IEND') break
    // An unknown chunk that a reader must understand: no picture that everybody could show.
    if (!KEPT.has(type) && /^[A-Z]/.test(type)) throw damagedImage()
    at = end
  }
  if (!size || data === 0) throw damagedImage()
  return { content: Buffer.concat(kept), ...size }
}
