import type { ReplyOf } from '@/api/contract'
import { kept } from '@/shell/kept'

export type OpenStall = ReplyOf<'post', '/api/stall'>

/** What the tablet knows of its link without asking. */
export interface StallLink {
  secret: string
  /** As the service told it last; null before it was ever reached. */
  stall: OpenStall | null
  /** How far the service's clock is ahead of the tablet's; ms. */
  ahead: number
}

const SECRET = /^[\w-]{22}$/

/**
 * The link that has just been opened, or the one this tablet had before. Its secret leaves the address at once: what
 * stands there is seen by whoever stands before the tablet.
 */
export function takeLink(query: Record<string, string | undefined> | undefined): StallLink | null {
  const old = kept.get<StallLink>('stall')
  const given = __WEB__
    ? location.hash.slice(1)
    : /^s=(.+)$/.exec(decodeURIComponent(query?.scene ?? ''))?.[1]
  if (__WEB__ && location.hash !== '') history.replaceState(history.state, '', location.pathname)
  if (!given || !SECRET.test(given) || given === old?.secret) return old
  const link: StallLink = { secret: given, stall: null, ahead: 0 }
  kept.set('stall', link)
  return link
}

export const keepLink = (link: StallLink): void => kept.set('stall', link)

/** 128 bits and more: many tablets make keys for one poll. */
export function newBallotKey(): string {
  if (!__WEB__) return [0, 0, 0, 0].map(() => Math.random().toString(36).slice(2, 10).padEnd(8, '0')).join('')
  return [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('')
}
