import type { Context } from 'koa'
import { forbidden } from '../problem'

/**
 * A browser says where a request was made: writes that carry a cookie are taken from our own pages only. Programs that
 * are no browsers send neither header, and hold the CSRF token.
 * @throws Problem forbidden
 */
export function checkOrigin(ctx: Context, publicUrl: string): void {
  const site = ctx.get('sec-fetch-site')
  const origin = ctx.get('origin')
  const isOurs = origin === '' || origin === new URL(publicUrl).origin || hostOf(origin) === ctx.get('host')
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
