import { CalendarYearEntry, Setting } from './modules/bureau'
import {
  AdoptionLine,
  AdoptionReport,
  Analysis,
  AnswerAssignment,
  AnsweredComment,
  AssignedComment,
  Clause,
  Comment,
  CommentAnalysis,
  CommentFlagRow,
  CommentGroupRow,
  Consultation,
  Draft,
  GroupBucket,
  Invitation,
  LineChange,
  LineQuote,
  OwnSentence,
  ReasonTemplate,
} from './modules/consultations'
import { PollCounting, SetAside, SetAsideBallot } from './modules/counting'
import { Claim, Draw, DrawEntrant, DrawShare, DrawValue, PrizeMovement, Win } from './modules/draws'
import { Enquiry, EnquiryNumber, Faq } from './modules/enquiries'
import { LedgerEntry, LedgerHead } from './modules/ledger'
import { ContentCheck, ContentCheckCursor } from './modules/moderation'
import { Ballot, Poll, PollRows, Stall } from './modules/polls'
import {
  Publication,
  PublicationFile,
  PublicationTitle,
  PublicationVersion,
  SubmittedContent,
} from './modules/publications'
import {
  Campaign,
  Delivery,
  InboxMessage,
  MassReportRow,
  MassSend,
  RegisteredTemplate,
  SubscriptionGrant,
} from './modules/push'
import { Attempt, Quiz, QuizQuestion, Submission } from './modules/quizzes'
import { Log, LogCheckpoint, LogEntries, LogTile } from './modules/receipts'
import { Resident, ResidentAlias, ResidentIdentity, ResidentUnion, UsedCode } from './modules/residents'
import { FindingOverride, ReviewNumber, ReviewRound, ReviewSheet, SignOff } from './modules/reviews'
import {
  SamplingBatch,
  SamplingDraw,
  SamplingInspector,
  SamplingPlan,
  SamplingResult,
  SamplingRule,
  SamplingUnit,
} from './modules/sampling'
import { SearchMiss } from './modules/search'
import { Division, StaffAccount, StaffFactor, StaffRecoveryCode } from './modules/staff'
import { Chat, ChatMessage } from './platform/chat/chat.entities'
import { LogIntake } from './platform/db/intake'
import { Tally } from './platform/db/tally'
import { FileChunk, StoredFile } from './platform/files/files.entities'
import { IdempotencyKey } from './platform/http/idempotency'
import { Job } from './platform/jobs'
import { KeyringEntry } from './platform/keys'
import { Session } from './platform/sessions'
import { WechatToken } from './platform/wechat/token-shelf'

/** Every table, in the order of the modules. */
export const entities = [
  KeyringEntry,
  IdempotencyKey,
  Job,
  Tally,
  LogIntake,
  Session,
  WechatToken,
  StoredFile,
  FileChunk,
  ChatMessage,
  Chat,
  LedgerEntry,
  LedgerHead,
  Log,
  LogEntries,
  LogTile,
  LogCheckpoint,
  Resident,
  ResidentIdentity,
  ResidentAlias,
  ResidentUnion,
  UsedCode,
  Division,
  StaffAccount,
  StaffFactor,
  StaffRecoveryCode,
  CalendarYearEntry,
  Setting,
  ContentCheck,
  ContentCheckCursor,
  ReviewSheet,
  ReviewRound,
  SignOff,
  FindingOverride,
  ReviewNumber,
  Publication,
  PublicationVersion,
  PublicationFile,
  PublicationTitle,
  SubmittedContent,
  Campaign,
  Delivery,
  InboxMessage,
  SubscriptionGrant,
  RegisteredTemplate,
  MassSend,
  MassReportRow,
  Poll,
  Ballot,
  SamplingUnit,
  SamplingInspector,
  SamplingRule,
  SamplingPlan,
  SamplingDraw,
  SamplingBatch,
  SamplingResult,
  Stall,
  PollRows,
  PollCounting,
  SetAside,
  SetAsideBallot,
  SearchMiss,
  QuizQuestion,
  Quiz,
  Attempt,
  Submission,
  Draw,
  DrawShare,
  DrawValue,
  DrawEntrant,
  Win,
  Claim,
  PrizeMovement,
  Consultation,
  Draft,
  Clause,
  Comment,
  AdoptionLine,
  AnsweredComment,
  AdoptionReport,
  LineQuote,
  LineChange,
  AnswerAssignment,
  AssignedComment,
  ReasonTemplate,
  Invitation,
  Analysis,
  CommentAnalysis,
  CommentGroupRow,
  GroupBucket,
  OwnSentence,
  CommentFlagRow,
  Enquiry,
  EnquiryNumber,
  Faq,
]
