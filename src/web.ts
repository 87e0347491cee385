import { staffCounter } from '../console-api/app'
import { residentCounter } from '../miniapp-api/app'
import { welcomePages } from '../miniapp-api/welcome/welcome.pages'
import { city } from './demo/city'
import type { Office } from './office'
import { Addresses } from './platform/http/addresses'
import { RateLimiter } from './platform/http/limits'
import type { Counter } from './platform/http/serve'
import { createApp, type HttpOptions } from './platform/http/server'

export interface WebOptions {
  trustedProxies: readonly string[]
  rateLimits: boolean
  publicUrl: string
  production: boolean
  /** True from the first moment of a shutdown: readiness drops before anything else. */
  stopping?: () => boolean
  /** Further doors, for example the callback of the bot: asked before the counters. */
  pages?: HttpOptions['pages']
}

/** Both HTTP counters behind one door. */
export function createWeb(office: Office, options: WebOptions) {
  const limiter = options.rateLimits ? new RateLimiter(office.clock) : null
  const secureCookie = options.production || options.publicUrl.startsWith('https://')
  const counters: Counter[] = [
    residentCounter(office, limiter, options.publicUrl),
    staffCounter(office, { limiter, secureCookie, publicUrl: options.publicUrl }),
  ]
  const http: HttpOptions = {
    log: office.log,
    addresses: new Addresses(options.trustedProxies),
    counters,
    pages: [
      ...(options.pages ?? []),
      welcomePages(options.production ? null : (office.notice ?? city.notice)),
    ],
    ready: async () => options.stopping?.() !== true && (await office.database.ready()),
    publicUrl: options.publicUrl,
    notice: office.notice,
    production: options.production,
  }
  return { app: createApp(http), counters }
}
