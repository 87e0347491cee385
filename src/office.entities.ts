import { CalendarYearEntry, Setting } from './modules/bureau'
import {
  AdoptionLine,
  Analysis,
  AnsweredComment,
  Clause,
  Comment,
  CommentAnalysis,
  CommentFlagRow,
  CommentGroupRow,
  Consultation,
  Draft,
  GroupBucket,
  OwnSentence,
} from './modules/consultations'
import { Enquiry, EnquiryNumber, Faq } from './modules/enquiries'
import { LedgerEntry, LedgerHead } from './modules/ledger'
import { ContentCheck, ContentCheckCursor } from './modules/moderation'
import { Ballot, Poll } from './modules/polls'
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
import { Resident, ResidentAlias, ResidentIdentity, ResidentUnion, UsedCode } from './modules/residents'
import { FindingOverride, ReviewNumber, ReviewRound, ReviewSheet, SignOff } from './modules/reviews'
import { SearchMiss } from './modules/search'
import { Division, StaffAccount, StaffFactor, StaffRecoveryCode } from './modules/staff'
import { Chat, ChatMessage } from './platform/chat/chat.entities'
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
  Session,
  WechatToken,
  StoredFile,
  FileChunk,
  ChatMessage,
  Chat,
  LedgerEntry,
  LedgerHead,
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
  SearchMiss,
  QuizQuestion,
  Quiz,
  Attempt,
  Submission,
  Consultation,
  Draft,
  Clause,
  Comment,
  AdoptionLine,
  AnsweredComment,
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
