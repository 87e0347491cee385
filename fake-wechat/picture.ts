import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

const MODULES = 29
const QUIET = 4
const FINDER = 7

/** A picture that looks like a code and differs by content; no scanner reads it. PNG, one bit a pixel. */
export function pictureOf(content: string, width: number): Buffer {
  const bits = createHash('sha512').update(content).digest()
  const dark = (x: number, y: number) => {
    const last = MODULES - FINDER
    for (const [left, top] of [
      [0, 0],
      [last, 0],
      [0, last],
    ] as const) {
      const ring = Math.max(Math.abs(x - left - 3), Math.abs(y - top - 3))
      if (ring <= 4) return ring === 3 || ring <= 1
    }
    const bit = (y * MODULES + x) % 512
    return (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1
  }
  const side = MODULES + 2 * QUIET
  const stride = 1 + Math.ceil(width / 8)
  const rows = Buffer.alloc(stride * width)
  const placeOf = (pixel: number) => Math.floor((pixel * side) / width) - QUIET
  const light = Buffer.alloc(stride, 0xff)
  light[0] = 0
  const lines = Array.from({ length: MODULES }, (_, y) => {
    const line = Buffer.from(light)
    for (let px = 0; px < width; px += 1) {
      const x = placeOf(px)
      if (x < 0 || x >= MODULES || !dark(x, y)) continue
      const at = 1 + (px >> 3)
      line[at] = (line[at] ?? 0) & ~(0x80 >> (px & 7))
    }
    return line
  })
  for (let py = 0; py < width; py += 1) (lines[placeOf(py)] ?? light).copy(rows, py * stride)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(width, 4)
  header.set([1, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body) >>> 0, body.length + 4)
  return out
}
