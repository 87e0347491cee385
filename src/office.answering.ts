import type { BureauCalendar } from './modules/bureau'
import {
  Adoption,
  AnswerBook,
  AssignmentReads,
  Assignments,
  AssignmentsDue,
  CommonProblems,
  ConsultationOutcomes,
  type ConsultationReads,
  CoverageReads,
  type GroupMembers,
  Invitations,
  OwnOutcomes,
  Quotes,
  Reasons,
  ReportAlarm,
  ReportPublishing,
  ReportReach,
  ReportReads,
  Reports,
  RevisionReads,
  Revisions,
} from './modules/consultations'
import type { Ledger } from './modules/ledger'
import type { HeldTexts } from './modules/moderation'
import type { CampaignReads, Campaigns, InboxChannel } from './modules/push'
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
  calendar: BureauCalendar
  campaignReads: CampaignReads
  /** Says which comments a group holds. */
  groupReads: GroupMembers
}

/** The composition root's page about what becomes of comments: answers, the report, and telling of it. */
export function buildAnswering(parts: AnsweringParts) {
  const { database, clock, ledger, reviews, reviewReads, campaigns, consultationReads, heldTexts } = parts
  const { calendar, groupReads: groups } = parts
  calendar.register(new AssignmentsDue())
  const book = new AnswerBook(clock, reviews)
  const reports = new Reports(database, clock, ledger, reviews, book)
  const reportReads = new ReportReads(database, clock, consultationReads, reviewReads)
  campaigns.register(new ConsultationOutcomes(consultationReads))
  parts.inboxChannel.register(new OwnOutcomes())
  return {
    adoption: new Adoption(database, clock, ledger, book, groups),
    quotes: new Quotes(database, clock, ledger, book, (type, ids) => heldTexts.statesOf(type, ids)),
    reports,
    reportPublishing: new ReportPublishing(database, clock, ledger, reviews, reports, campaigns),
    reportReads,
    assignments: new Assignments(database, clock, ledger, book, groups, calendar),
    assignmentReads: new AssignmentReads(database, clock),
    reasons: new Reasons(database, clock, ledger),
    invitations: new Invitations(database, clock, ledger, campaigns),
    reportAlarm: new ReportAlarm(database, clock, ledger),
    reportReach: new ReportReach(database, reportReads, parts.campaignReads),
    commonProblems: new CommonProblems(database, clock),
    coverageReads: new CoverageReads(database, consultationReads),
    revisions: new Revisions(database, clock, ledger, book),
    revisionReads: new RevisionReads(database, reportReads),
  }
}
