import type { Office } from '../src/office'
import { type Caller, nobody } from '../src/platform/http/caller'
import type { Incoming } from '../src/platform/http/input'
import type { RateLimiter } from '../src/platform/http/limits'
import { Counter } from '../src/platform/http/serve'
import { consultationRoutes } from './consultations/consultations.routes'
import { enquiryRoutes } from './enquiries/enquiries.routes'
import { meRoutes } from './me/me.routes'
import { pollRoutes } from './polls/polls.routes'
import { publicationRoutes } from './publications/publications.routes'
import { grantRoutes } from './push/grants.routes'
import { messageRoutes } from './push/push.routes'
import { quizRoutes } from './quizzes/quizzes.routes'
import { samplingRoutes } from './sampling/sampling.routes'
import { searchRoutes } from './search/search.routes'
import { sessionRoutes } from './session/session.routes'

/** COUNTER 1: residents over HTTP. */
export function residentCounter(office: Office, limiter: RateLimiter | null, publicUrl: string): Counter {
  const counter = new Counter({
    authenticate: (incoming) => residentOf(office, incoming),
    limiter,
    idempotency: office.idempotency,
  })
  sessionRoutes(counter, office)
  publicationRoutes(counter, office, publicUrl)
  pollRoutes(counter, office)
  samplingRoutes(counter, office)
  quizRoutes(counter, office)
  consultationRoutes(counter, office)
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
