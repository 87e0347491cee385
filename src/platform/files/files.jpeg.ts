import type { CleanImage } from './files.image'
import { damagedImage } from './files.refused'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const APP0 = 0xe0
const APP1 = 0xe1
const APP2 = 0xe2
const APP14 = 0xee
const COM = 0xfe

const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)

/**
 * The picture without Exif (place and device), XMP, comments, thumbnails and whatever lies behind its end. Of Exif only
 * the orientation is written again, or photographs would lie on their side. Colour profiles stay.
 */
export function cleanJpeg(file: Buffer): CleanImage {
  if (file[0] !== 0xff || file[1] !== SOI) throw damagedImage()
  const kept: Buffer[] = []
  let frame: { width: number; height: number } | null = null
  let orientation = 1
  let scans = 0
  let at = 2
  for (;;) {
    while (file[at] === 0xff && file[at + 1] === 0xff) at++
    const marker = file[at + 1]
    if (file[at] !== 0xff || marker === undefined || marker === 0) throw damagedImage()
    if (marker === EOI) break
    if (standsAlone(marker)) {
      at += 2
      continue
    }
    const end = at + 4 > file.length ? Number.NaN : at + 2 + file.readUInt16BE(at + 2)
    if (!(end >= at + 4 && end <= file.length)) throw damagedImage()
    const body = file.subarray(at + 4, end)
    if (isFrame(marker)) {
      if (frame || body.length < 6) throw damagedImage()
      frame = { height: body.readUInt16BE(1), width: body.readUInt16BE(3) }
    }
    if (marker === APP1) orientation = orientationOf(body) ?? orientation
    const stop = marker === SOS ? scanEnd(file, end) : end
    if (marker === SOS) scans++
    if (isKept(marker, body)) kept.push(marker === APP0 ? withoutThumbnail(body) : file.subarray(at, stop))
    at = stop
  }
  if (!frame || scans === 0) throw damagedImage()
  const start: Buffer[] = [Buffer.from([0xff, SOI])]
  if (orientation > 1) start.push(orientationSegment(orientation))
  return { content: Buffer.concat([...start, ...kept, Buffer.from([0xff, EOI])]), ...frame }
}

function isKept(marker: number, body: Buffer): boolean {
  if (marker === COM || (marker >= 0xf0 && marker <= 0xfd)) return false
  if (marker === APP0) return body.length >= 12 && body.toString('latin1', 0, 5) === 'JFIF\0'
  if (marker === APP2) return body.toString('latin1', 0, 12) === 'ICC_PROFILE\0'
  if (marker === APP14) return body.toString('latin1', 0, 5) === 'Adobe'
  return marker < APP0 || marker > 0xef
}

function withoutThumbnail(body: Buffer): Buffer {
  const head = Buffer.from([0xff, APP0, 0, 16])
  return Buffer.concat([head, body.subarray(0, 12), Buffer.from([0, 0])])
}

/** Where the entropy-coded bytes end: at the next marker that is neither stuffing nor a restart. */
function scanEnd(file: Buffer, from: number): number {
  let at = from
  for (;;) {
    at = file.indexOf(0xff, at)
    const next = at < 0 ? undefined : file[at + 1]
    if (next === undefined) throw damagedImage()
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
    at += next === 0xff ? 1 : 2
  }
}

/** Exif tag 0x0112 of the first directory, where it is written as it should be. */
function orientationOf(body: Buffer): number | null {
  if (body.toString('latin1', 0, 6) !== 'Exif\0\0' || body.length < 20) return null
  const tiff = body.subarray(6)
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const u16 = (at: number) =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at)
  const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  const entries = Math.min(u16(start), 200)
  for (let i = 0; i < entries; i++) {
    const entry = start + 2 + i * 12
    if (u16(entry) !== 0x0112) continue
    const value = u16(entry + 8)
    return value >= 1 && value <= 8 ? value : null
  }
  return null
}

function orientationSegment(orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('MM\0*', 0, 'latin1')
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(1, 8)
  tiff.writeUInt16BE(0x0112, 10)
  tiff.writeUInt16BE(3, 12)
  tiff.writeUInt32BE(1, 14)
  tiff.writeUInt16BE(orientation, 18)
  const head = Buffer.from([0xff, APP1, 0, 2 + 6 + tiff.length])
  return Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff])
}
