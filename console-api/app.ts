import type { Context } from 'koa'
import type { Office } from '../src/office'
import { type Caller, nobody } from '../src/platform/http/caller'
import type { RateLimiter } from '../src/platform/http/limits'
import { Counter } from '../src/platform/http/serve'
import { ledgerRoutes } from './ledger/ledger.routes'
import { organisationRoutes } from './organisation/organisation.routes'
import { staffPollRoutes } from './polls/polls.routes'
import { cookieName, staffSessionRoutes } from './session/session.routes'

export interface ConsoleOptions {
  limiter: RateLimiter | null
  /** Over plain http, as in the demo, a browser refuses `__Host-` cookies. */
  secureCookie: boolean
}

/** COUNTER 2: staff over HTTP. */
export function staffCounter(office: Office, options: ConsoleOptions): Counter {
  const name = cookieName(options.secureCookie)
  const counter = new Counter({
    authenticate: (ctx) => staffOf(office, ctx, name),
    limiter: options.limiter,
    idempotency: office.idempotency,
  })
  staffSessionRoutes(counter, office, options)
  organisationRoutes(counter, office)
  staffPollRoutes(counter, office)
  ledgerRoutes(counter, office)
  return counter
}

async function staffOf({ sessions, staff }: Office, ctx: Context, cookie: string): Promise<Caller> {
  const token = ctx.cookies.get(cookie)
  const session = token ? await sessions.find(token, 'staff') : undefined
  const account = session ? await staff.activeAccount(session.holderId) : null
  if (!session || !account) return nobody
  return {
    kind: 'staff',
    id: account.id,
    name: account.name,
    username: account.username,
    divisionId: account.divisionId,
    roles: account.roles,
    sessionHash: session.tokenHash,
    csrfToken: session.csrfToken,
    mustChangePassword: account.mustChangePassword,
  }
}
