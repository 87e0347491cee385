export { AnswerBook, reportSubject } from './adoption.book'
export { AdoptionLine, AnsweredComment, type Disposition, dispositions } from './adoption.entities'
export type { GroupMembers } from './adoption.groups'
export { Adoption, type Chosen, type LineText } from './adoption.service'
export { changeKinds, isChange } from './alignment.changes'
export { ModelAsking } from './analysis.asking'
export { dimensions } from './analysis.dimension-words'
export {
  Analysis,
  type Campaign,
  CommentAnalysis,
  CommentFlagRow,
  CommentGroupRow,
  GroupBucket,
  OwnSentence,
} from './analysis.entities'
export { type CommentFlag, commentFlags } from './analysis.flags'
export { type GroupDetail, GroupDetails } from './analysis.group-detail'
export { Analysing } from './analysis.job'
export { type Judgement, Judging } from './analysis.judging'
export { labelsOf } from './analysis.labels'
export { type ModelLabels, readOf } from './analysis.model'
export { type CommentGroup, GroupReads } from './analysis.reads'
export { type ReadStance, readStances } from './analysis.stance'
export { AnswerAssignment, AssignedComment, ReasonTemplate } from './assignments.entities'
export { AssignmentReads, AssignmentsDue, type ListedAssignment } from './assignments.reads'
export { DAYS_AT_MOST } from './assignments.rules'
export { Assignments } from './assignments.service'
export { ConsultationAnalysis } from './consultations.analysis'
export { AwaitedConsultations } from './consultations.awaiting'
export { CommentBox, type NewComment, type TakenComment } from './consultations.commenting'
export { type CommentFilter, CommentReads, type ListedComment } from './consultations.comments'
export { Drafting, type DraftWithClauses } from './consultations.drafting'
export { CommentDesk, type EnteredComment } from './consultations.entering'
export * from './consultations.entities'
export { ConsultationOpenData } from './consultations.open-data'
export { CommentersOfConsultation } from './consultations.outcome'
export { CommentsOfResident } from './consultations.personal'
export {
  canDispose,
  canOverrideInReport,
  canPublishReport,
  canReadComments,
  canSubmitReport,
} from './consultations.policy'
export * from './consultations.problems'
export { ConsultationReads } from './consultations.reads'
export { CommentReceipts } from './consultations.receipts'
export { type ConsultationState, publicDays, stanceCounts } from './consultations.rules'
export { SearchableConsultations } from './consultations.search'
export { Consultations, type NewConsultation } from './consultations.service'
export { CommentTexts } from './consultations.texts'
export { DRAFT_FILE_MAX } from './consultations.upload'
export { CoverageReads } from './coverage.reads'
export { NUMERAL, parseNumeral } from './drafts.numerals'
export { COMMON_FROM, COMMON_WITHIN_DAYS, CommonProblems } from './frequent.reads'
export { Invitation, invitationWays } from './invitations.entities'
export { Invitations } from './invitations.service'
export { Quotes } from './quotes.service'
export { Reasons } from './reasons.service'
export { ReportAlarm } from './report.alarm'
export { reportTitle } from './report.docx'
export { AdoptionReport, LineQuote } from './report.entities'
export { type ReportFormat, reportFile, reportFormats } from './report.files'
export { reportHtml } from './report.html'
export { ReportPublishing } from './report.publishing'
export { type Reached, ReportReach } from './report.reach'
export { type Outcome, type ReadableReport, type ReportDesk, ReportReads } from './report.reads'
export {
  isReportOverdue,
  type ReportContent,
  type ReportLine,
  type ReportState,
  reportDueOn,
  reportStates,
  sumOf,
  type Totals,
} from './report.rules'
export { Reports } from './report.service'
export { reportData } from './report.sheet'
export { ConsultationOutcomes, dispositionNames, OwnOutcomes } from './report.telling'
export { sourceNames } from './report.words'
export { type RevisionComparison, RevisionReads } from './revisions.reads'
export { Revisions } from './revisions.service'
