import type { CleanImage } from './files.image'
import { damagedImage, FileRefused } from './files.refused'

const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP'])
const EXIF_AND_XMP = 0x08 | 0x04
const ANIMATION = 0x02

/** The picture without Exif, XMP, unknown chunks and whatever lies behind its end. */
export function cleanWebp(file: Buffer): CleanImage {
  const named = (at: number) => file.toString('latin1', at, at + 4)
  if (file.length < 20 || named(0) !== 'RIFF' || named(8) !== 'WEBP') throw damagedImage()
  const end = 8 + file.readUInt32LE(4)
  if (end > file.length) throw damagedImage()
  const kept: Buffer[] = []
  let canvas: Size | null = null
  let frame: Size | null = null
  let at = 12
  while (at + 8 <= end) {
    const type = named(at)
    const length = file.readUInt32LE(at + 4)
    const stop = at + 8 + length + (length % 2)
    if (at + 8 + length > end) throw damagedImage()
    const body = file.subarray(at + 8, at + 8 + length)
    if (type === 'ANIM' || type === 'ANMF') throw new FileRefused('不能上传动图，请换成静态图片。')
    if (type === 'VP8X') {
      if (canvas || length < 10) throw damagedImage()
      canvas = { width: body.readUIntLE(4, 3) + 1, height: body.readUIntLE(7, 3) + 1 }
    }
    if (type === 'VP8 ' || type === 'VP8L') {
      if (frame) throw damagedImage()
      frame = type === 'VP8 ' ? lossySize(body) : losslessSize(body)
    }
    if (KEPT.has(type)) kept.push(padded(type, type === 'VP8X' ? withoutFlags(body) : body))
    at = stop
  }
  if (!frame) throw damagedImage()
  // A small canvas around a huge frame would hide the pixels that have to be decoded.
  if (canvas && (canvas.width < frame.width || canvas.height < frame.height)) throw damagedImage()
  const chunks = Buffer.concat(kept)
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + chunks.length, 4)
  return { content: Buffer.concat([head, chunks]), ...(canvas ?? frame) }
}

interface Size {
  width: number
  height: number
}

function lossySize(body: Buffer): Size {
  if (body.length < 10 || body.readUIntBE(3, 3) !== 0x9d012a) throw damagedImage()
  return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff }
}

function losslessSize(body: Buffer): Size {
  if (body.length < 5 || body[0] !== 0x2f) throw damagedImage()
  const bits = body.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

function withoutFlags(body: Buffer): Buffer {
  const copy = Buffer.from(body)
  const flags = copy[0] ?? 0
  if (flags & ANIMATION) throw new FileRefused('不能上传动图，请换成静态图片。')
  copy[0] = flags & ~EXIF_AND_XMP
  return copy
}

function padded(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 0, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}
