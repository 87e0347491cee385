export {
  FindingOverride,
  type OverrideLine,
  type Person,
  ReviewNumber,
  ReviewRound,
  ReviewSheet,
  SignOff,
} from './reviews.entities'
export { type Finding, findings, type Reviewable } from './reviews.findings'
export {
  alreadySubmitted,
  findingsBlocking,
  notOverridable,
  outOfOrder,
  reviewIncomplete,
  samePerson,
} from './reviews.problems'
export { ReviewReads, type Sheet, type SheetLine, type SheetRound } from './reviews.reads'
export {
  type Decision,
  decisions,
  type Matter,
  type OverridableCode,
  overridableCodes,
  type RoundState,
  roleOfStep,
  roundStates,
  type SignOffAsk,
  type Step,
  stepNames,
  steps,
} from './reviews.rules'
export { Reviews, type Submission } from './reviews.service'
export { WaitingReviews, type WaitingSheet } from './reviews.waiting'
