import { staffCounter } from '../console-api/app'
import { consolePages } from '../console-api/site/site.pages'
import { residentCounter } from '../miniapp-api/app'
import { receiptPages } from '../miniapp-api/receipts/receipts.pages'
import { residentPages } from '../miniapp-api/site/site.pages'
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
  /** False leaves the counters and their pages out: a process that only listens to WeChat. */
  counters?: boolean
  /** Links the residents' pages to /simulator. */
  simulator?: boolean
  /** Further doors, for example the callback of the bot: asked before the counters. */
  pages?: HttpOptions['pages']
}

/** Both HTTP counters behind one door. */
export function createWeb(office: Office, options: WebOptions) {
  const limiter = options.rateLimits ? new RateLimiter(office.clock) : null
  const secureCookie = options.production || options.publicUrl.startsWith('https://')
  const isOpen = options.counters !== false
  const notice = options.production ? null : (office.notice ?? city.notice)
  const counters: Counter[] = isOpen
    ? [
        residentCounter(office, { limiter, publicUrl: options.publicUrl, notice }),
        staffCounter(office, { limiter, secureCookie, publicUrl: options.publicUrl }),
      ]
    : []
  const http: HttpOptions = {
    log: office.log,
    addresses: new Addresses(options.trustedProxies),
    counters,
    pages: [
      ...(options.pages ?? []),
      ...(isOpen
        ? [
            receiptPages(office, notice),
            residentPages(office, {
              notice,
              signIn: office.webSignIn.way,
              simulator: options.simulator ?? false,
            }),
            consolePages(office, notice),
          ]
        : []),
    ],
    ready: async () => options.stopping?.() !== true && (await office.database.ready()),
    publicUrl: options.publicUrl,
    notice: office.notice,
    production: options.production,
  }
  return { app: createApp(http), counters }
}
