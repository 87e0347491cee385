import { mustChangePassword } from '../src/modules/staff'
import type { Office } from '../src/office'
import type { Endpoint } from '../src/platform/contract'
import { type Caller, nobody } from '../src/platform/http/caller'
import { cookieOf } from '../src/platform/http/cookies'
import { headerOf, type Incoming } from '../src/platform/http/input'
import type { RateLimiter } from '../src/platform/http/limits'
import { checkOrigin } from '../src/platform/http/origin'
import { Counter } from '../src/platform/http/serve'
import { calendarRoutes } from './calendar/calendar.routes'
import { staffAnalysisRoutes } from './consultations/analysis.routes'
import { assignmentRoutes } from './consultations/assignments.routes'
import { staffCommentRoutes } from './consultations/comments.routes'
import { staffConsultationRoutes } from './consultations/consultations.routes'
import { coverageRoutes } from './consultations/coverage.routes'
import { staffLineRoutes } from './consultations/lines.routes'
import { staffReportRoutes } from './consultations/report.routes'
import { revisionRoutes } from './consultations/revisions.routes'
import { staffDrawRoutes } from './draws/draws.routes'
import { staffWinRoutes } from './draws/wins.routes'
import { staffEnquiryRoutes } from './enquiries/enquiries.routes'
import { homeRoutes } from './home/home.routes'
import { ledgerRoutes } from './ledger/ledger.routes'
import { moderationRoutes } from './moderation/moderation.routes'
import { organisationRoutes } from './organisation/organisation.routes'
import { staffCountingRoutes } from './polls/counting.routes'
import { staffPollRoutes } from './polls/polls.routes'
import { staffReceiptRoutes } from './polls/receipts.routes'
import { staffStallRoutes } from './polls/stalls.routes'
import { posterRoutes } from './posters/posters.routes'
import { publicationDeskRoutes } from './publications/desk.routes'
import { staffFileRoutes } from './publications/files.routes'
import { staffPublicationRoutes } from './publications/publications.routes'
import { massRoutes } from './push/mass.routes'
import { menuRoutes } from './push/menu.routes'
import { campaignRoutes } from './push/push.routes'
import { templateRoutes } from './push/templates.routes'
import { staffQuizRoutes } from './quizzes/quizzes.routes'
import { reviewRoutes } from './reviews/reviews.routes'
import { samplingBatchRoutes } from './sampling/batches.routes'
import { samplingPlanRoutes } from './sampling/plans.routes'
import { samplingRegisterRoutes } from './sampling/registers.routes'
import { searchMissRoutes } from './search/search.routes'
import { staffFactorRoutes } from './session/factors.routes'
import { cookieName, staffSessionRoutes } from './session/session.routes'
import { settingsRoutes } from './settings/settings.routes'

export interface ConsoleOptions {
  limiter: RateLimiter | null
  /** Over plain http, as in the demo, a browser refuses `__Host-` cookies. */
  secureCookie: boolean
  publicUrl: string
}

/** What one may still do with a first password. */
const withFirstPassword: readonly string[] = ['readStaffSession', 'staffSignOut', 'changePassword']

/** COUNTER 2: staff over HTTP. */
export function staffCounter(office: Office, options: ConsoleOptions): Counter {
  const name = cookieName(options.secureCookie)
  const counter = new Counter({
    authenticate: (incoming) => staffOf(office, incoming, name),
    limiter: options.limiter,
    idempotency: office.idempotency,
    problems: [mustChangePassword],
    admit: ({ message }, endpoint, caller) => {
      if (endpoint.method !== 'GET') checkOrigin(message, options.publicUrl)
      checkFirstPassword(endpoint, caller)
    },
  })
  staffSessionRoutes(counter, office, options)
  staffFactorRoutes(counter, office)
  homeRoutes(counter, office)
  settingsRoutes(counter, office)
  organisationRoutes(counter, office)
  reviewRoutes(counter)
  staffFileRoutes(counter, office)
  publicationDeskRoutes(counter, office)
  staffPublicationRoutes(counter, office)
  staffPollRoutes(counter, office)
  samplingRegisterRoutes(counter, office)
  samplingPlanRoutes(counter, office)
  samplingBatchRoutes(counter, office)
  staffStallRoutes(counter, office, options.publicUrl)
  staffCountingRoutes(counter, office)
  staffReceiptRoutes(counter, office)
  staffQuizRoutes(counter, office)
  staffDrawRoutes(counter, office)
  staffWinRoutes(counter, office)
  staffConsultationRoutes(counter, office)
  staffCommentRoutes(counter, office)
  staffAnalysisRoutes(counter, office)
  staffLineRoutes(counter, office)
  staffReportRoutes(counter, office)
  revisionRoutes(counter, office)
  assignmentRoutes(counter, office)
  coverageRoutes(counter, office)
  campaignRoutes(counter, office)
  massRoutes(counter, office)
  templateRoutes(counter, office)
  menuRoutes(counter, office)
  searchMissRoutes(counter, office)
  moderationRoutes(counter, office)
  staffEnquiryRoutes(counter, office)
  posterRoutes(counter, office)
  calendarRoutes(counter, office)
  ledgerRoutes(counter, office)
  return counter
}

function checkFirstPassword(endpoint: Endpoint, caller: Caller): void {
  if (caller.kind !== 'staff' || !caller.mustChangePassword) return
  if (!withFirstPassword.includes(endpoint.operationId)) throw mustChangePassword()
}

async function staffOf({ sessions, staff }: Office, incoming: Incoming, cookie: string): Promise<Caller> {
  const token = cookieOf(headerOf(incoming.message, 'cookie'), cookie)
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
