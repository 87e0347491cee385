import { z } from 'zod'
import { dedupeHash, type Incoming, readIncoming } from './incoming'

/** One push, opened and read. */
export interface Push {
  hash: string
  /** The account it was pushed for. */
  appId: string
  xml: string
  incoming: Incoming
}

/** @throws XmlRefused. Null for what WeChat does not push. */
export function readPush(appId: string, xml: string): Push | null {
  const incoming = readIncoming(xml)
  return incoming && { hash: dedupeHash(xml), appId, xml, incoming }
}

const kept = z.strictObject({ appId: z.string(), xml: z.string() })

export const toKeep = ({ appId, xml }: Push): string => JSON.stringify({ appId, xml })

/** A push that was kept, read again. @throws Error for what this version does not understand */
export function fromKept(message: string): Push {
  const { appId, xml } = kept.parse(JSON.parse(message))
  const push = readPush(appId, xml)
  if (!push) throw new Error('A kept push that cannot be read')
  return push
}
