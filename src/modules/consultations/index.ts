export { AdoptionLine, AnsweredComment, type Disposition, dispositions } from './adoption.entities'
export { Adoption, type LineText } from './adoption.service'
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
export { type CommentGroup, GroupReads } from './analysis.reads'
export { type ReadStance, readStances } from './analysis.stance'
export { ConsultationAnalysis } from './consultations.analysis'
export { AwaitedConsultations } from './consultations.awaiting'
export { CommentBox, type NewComment, type TakenComment } from './consultations.commenting'
export { type CommentFilter, CommentReads, type ListedComment } from './consultations.comments'
export { Drafting, type DraftWithClauses } from './consultations.drafting'
export { CommentDesk, type EnteredComment } from './consultations.entering'
export * from './consultations.entities'
export { CommentersOfConsultation, ConsultationOutcomes } from './consultations.outcome'
export { CommentsOfResident } from './consultations.personal'
export * from './consultations.problems'
export { ConsultationReads } from './consultations.reads'
export { type ConsultationState, publicDays, stanceCounts } from './consultations.rules'
export { SearchableConsultations } from './consultations.search'
export { Consultations, type NewConsultation } from './consultations.service'
export { CommentTexts } from './consultations.texts'
export { DRAFT_FILE_MAX } from './consultations.upload'
export { NUMERAL, parseNumeral } from './drafts.numerals'
