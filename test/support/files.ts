import { crc32 } from 'node:zlib'
import { docxOf } from './consultations'

export const GPS = 'GPS-N31.2304-E121.4737'
const ascii = (text: string) => Buffer.from(text, 'latin1')

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** Exif with an orientation and a place. */
const exif = (orientation: number) =>
  segment(
    0xe1,
    Buffer.concat([
      ascii('Exif\0\0II*\0'),
      Buffer.from([8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]),
      ascii(GPS),
    ]),
  )

export function jpeg(
  width = 640,
  height = 480,
  { orientation = 1, tail = '' }: { orientation?: number; tail?: string } = {},
): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.concat([ascii('JFIF\0'), Buffer.from([1, 1, 0, 0, 1, 0, 1, 1, 1]), ascii('abc')])),
    exif(orientation),
    segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0<x>${GPS}</x>`)),
    segment(0xe2, ascii('ICC_PROFILE\0\x01\x01profile')),
    segment(0xed, ascii(`Photoshop 3.0\0${GPS}`)),
    segment(0xfe, ascii(`comment ${GPS}`)),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, frame),
    segment(0xc4, Buffer.alloc(20, 0)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
    Buffer.from([0xff, 0xd9]),
    ascii(tail),
  ])
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([ascii(type), body])
  const out = Buffer.alloc(named.length + 8)
  out.writeUInt32BE(body.length, 0)
  named.copy(out, 4)
  out.writeUInt32BE(crc32(named), out.length - 4)
  return out
}

/** One grey pixel's worth of data under whatever size the header claims. */
export function png(width = 1, height = 1, extra: [string, Buffer][] = [], tail = ''): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...extra.map(([type, body]) => chunk(type, body)),
    chunk('tEXt', ascii(`Author\0${GPS}`)),
    chunk('eXIf', ascii(GPS)),
    chunk('IDAT', Buffer.from('789c6360000000020001', 'hex')),
    chunk('IEND', Buffer.alloc(0)),
    ascii(tail),
  ])
}

function riff(chunks: [string, Buffer][]): Buffer {
  const parts = chunks.map(([type, body]) => {
    const head = Buffer.alloc(8)
    head.write(type, 0, 'latin1')
    head.writeUInt32LE(body.length, 4)
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
  })
  const head = ascii('RIFF\0\0\0\0WEBP')
  head.writeUInt32LE(4 + Buffer.concat(parts).length, 4)
  return Buffer.concat([head, ...parts])
}

export function webp(width = 100, height = 50, { animated = false, frame = [width, height] } = {}): Buffer {
  const canvas = Buffer.alloc(10)
  canvas[0] = 0x08 | 0x04 | (animated ? 0x02 : 0)
  canvas.writeUIntLE(width - 1, 4, 3)
  canvas.writeUIntLE(height - 1, 7, 3)
  const lossy = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, 1, 2, 3])
  lossy.writeUInt16LE(frame[0] ?? 1, 6)
  lossy.writeUInt16LE(frame[1] ?? 1, 8)
  return riff([
    ['VP8X', canvas],
    ['VP8 ', lossy],
    ['EXIF', ascii(GPS)],
    ['XMP ', ascii(GPS)],
  ])
}

export const pdf = (extra = '', tail = ''): Buffer =>
  ascii(`%PDF-1.4\n1 0 obj<</Type/Catalog${extra}>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n${tail}`)

export const docx = (text = '第一条 为了规范。') => docxOf(text)

/** A form with one file, as a browser sends it. */
export function formOf(filename: string, content: Buffer, type = ''): FormData {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(content)], { type }), filename)
  return form
}
