import type { IncomingMessage } from 'node:http'
import { forbidden } from '../problem'
import { headerOf } from './input'

/**
 * A browser says where a request was made: writes that carry a cookie are taken from our own pages only. Programs that
 * are no browsers send neither header, and hold the CSRF token.
 * @throws Problem forbidden
 */
export function checkOrigin(message: IncomingMessage, publicUrl: string): void {
  const site = headerOf(message, 'sec-fetch-site')
  const origin = headerOf(message, 'origin')
  const isOurs =
    origin === '' || origin === new URL(publicUrl).origin || hostOf(origin) === headerOf(message, 'host')
  if (!isOurs || site === 'cross-site' || site === 'same-site')
    throw forbidden({ detail: '请求来自其他网站，已被拒绝。' })
}

/** The server may be reached under another name than its public one: then Origin and Host agree. */
function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}
