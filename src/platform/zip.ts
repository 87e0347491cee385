import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

const inflate = promisify(inflateRaw)

export interface ZipMember {
  name: string
  method: number
  packed: number
  unpacked: number
  offset: number
  /** A password was set on it. */
  encrypted: boolean
}

/** The archive is not one that an office program writes. Its reader says so in words of its own. */
export class ZipFault extends Error {}

/** The central directory, read strictly: one disk, no zip64, nothing in front of the archive and nothing behind. */
export function zipMembers(file: Buffer, most = 2000): ZipMember[] {
  if (file.length < 22 || file.readUInt32LE(0) !== 0x04034b50) throw new ZipFault('no zip')
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > file.length || end + 22 + file.readUInt16LE(end + 20) !== file.length)
    throw new ZipFault('no end')
  const count = file.readUInt16LE(end + 10)
  const size = file.readUInt32LE(end + 12)
  let at = file.readUInt32LE(end + 16)
  if (file.readUInt32LE(end + 4) !== 0 || count > most || at + size !== end) throw new ZipFault('directory')
  const members: ZipMember[] = []
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || file.readUInt32LE(at) !== 0x02014b50) throw new ZipFault('member')
    const nameLength = file.readUInt16LE(at + 28)
    members.push({
      name: file.toString('utf8', at + 46, at + 46 + nameLength),
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      unpacked: file.readUInt32LE(at + 24),
      offset: file.readUInt32LE(at + 42),
      encrypted: (file.readUInt16LE(at + 8) & 1) === 1,
    })
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  return members
}

/** One member unpacked; it stops at the stated size, so a directory that lies gains nothing. */
export async function unzipMember(file: Buffer, member: ZipMember): Promise<Buffer> {
  const { method, packed, unpacked, offset } = member
  if (offset + 30 > file.length || file.readUInt32LE(offset) !== 0x04034b50) throw new ZipFault('header')
  const from = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28)
  if (from + packed > file.length) throw new ZipFault('data')
  const data = file.subarray(from, from + packed)
  if (unpacked === 0) return Buffer.alloc(0)
  try {
    const out = method === 0 ? data : method === 8 ? await inflate(data, { maxOutputLength: unpacked }) : null
    if (out?.length === unpacked) return out
  } catch {
    // zlib says how it failed; the sender needs only to know that the file is no good
  }
  throw new ZipFault('packed')
}
