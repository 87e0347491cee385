import type { Office } from '../src/office'
import { type Caller, nobody } from '../src/platform/http/caller'
import type { Incoming } from '../src/platform/http/input'
import type { RateLimiter } from '../src/platform/http/limits'
import { Counter } from '../src/platform/http/serve'
import { aboutRoutes } from './about/about.routes'
import { consultationRoutes } from './consultations/consultations.routes'
import { reportRoutes } from './consultations/report.routes'
import { drawRoutes } from './draws/draws.routes'
import { enquiryRoutes } from './enquiries/enquiries.routes'
import { meRoutes } from './me/me.routes'
import { pollRoutes } from './polls/polls.routes'
import { publicationRoutes } from './publications/publications.routes'
import { grantRoutes } from './push/grants.routes'
import { messageRoutes } from './push/push.routes'
import { quizRoutes } from './quizzes/quizzes.routes'
import { receiptRoutes } from './receipts/receipts.routes'
import { samplingRoutes } from './sampling/sampling.routes'
import { searchRoutes } from './search/search.routes'
import { sessionRoutes } from './session/session.routes'
import { stallRoutes } from './stalls/stalls.routes'

export interface ResidentCounterOptions {
  limiter: RateLimiter | null
  publicUrl: string
  /** Says that everything here is invented; null at a real bureau. */
  notice: string | null
}

/** COUNTER 1: residents over HTTP. */
export function residentCounter(
  office: Office,
  { limiter, publicUrl, notice }: ResidentCounterOptions,
): Counter {
  const counter = new Counter({
    authenticate: (incoming) => residentOf(office, incoming),
    limiter,
    idempotency: office.idempotency,
  })
  aboutRoutes(counter, office, notice)
  sessionRoutes(counter, office, publicUrl.startsWith('https://'))
  publicationRoutes(counter, office, publicUrl)
  pollRoutes(counter, office)
  samplingRoutes(counter, office)
  stallRoutes(counter, office)
  quizRoutes(counter, office)
  drawRoutes(counter, office)
  consultationRoutes(counter, office)
  reportRoutes(counter, office)
  receiptRoutes(counter, office)
  messageRoutes(counter, office)
  grantRoutes(counter, office)
  searchRoutes(counter, office)
  enquiryRoutes(counter, office)
  meRoutes(counter, office)
  return counter
}

async function residentOf({ sessions }: Office, { message }: Incoming): Promise<Caller> {
  const header = message.headers.authorization ?? ''
  if (!header.startsWith('Bearer ')) return nobody
  const session = await sessions.find(header.slice('Bearer '.length), 'resident')
  if (!session) return nobody
  return {
    kind: 'resident',
    id: session.holderId,
    sessionHash: session.tokenHash,
    divisionId: session.context,
  }
}
