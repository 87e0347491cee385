import {
  Adoption,
  AnswerBook,
  ConsultationOutcomes,
  type ConsultationReads,
  EqualTexts,
  OwnOutcomes,
  Quotes,
  ReportPublishing,
  ReportReads,
  Reports,
  RevisionReads,
  Revisions,
} from './modules/consultations'
import type { Ledger } from './modules/ledger'
import type { HeldTexts } from './modules/moderation'
import type { Campaigns, InboxChannel } from './modules/push'
import type { ReviewReads, Reviews } from './modules/reviews'
import type { Clock } from './platform/clock'
import type { Database } from './platform/db/database'

export interface AnsweringParts {
  database: Database
  clock: Clock
  ledger: Ledger
  reviews: Reviews
  reviewReads: ReviewReads
  campaigns: Campaigns
  inboxChannel: InboxChannel
  consultationReads: ConsultationReads
  heldTexts: HeldTexts
}

/** The composition root's page about what becomes of comments: answers, the report, and telling of it. */
export function buildAnswering(parts: AnsweringParts) {
  const { database, clock, ledger, reviews, reviewReads, campaigns, consultationReads, heldTexts } = parts
  const book = new AnswerBook(clock, reviews)
  const reports = new Reports(database, clock, ledger, reviews, book)
  const reportReads = new ReportReads(database, clock, consultationReads, reviewReads)
  campaigns.register(new ConsultationOutcomes(consultationReads))
  parts.inboxChannel.register(new OwnOutcomes())
  return {
    adoption: new Adoption(database, clock, ledger, book, new EqualTexts()),
    quotes: new Quotes(database, clock, ledger, book, (type, ids) => heldTexts.statesOf(type, ids)),
    reports,
    reportPublishing: new ReportPublishing(database, clock, ledger, reviews, reports, campaigns),
    reportReads,
    revisions: new Revisions(database, clock, ledger, book),
    revisionReads: new RevisionReads(database, reportReads),
  }
}
