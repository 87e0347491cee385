import { join } from 'node:path'
import {
  Clause,
  Comment,
  CommentBox,
  CommentDesk,
  CommentReads,
  CommentsOfResident,
  Consultation,
  ConsultationAnalysis,
  ConsultationReads,
  Consultations,
  Draft,
  Drafting,
  SearchableConsultations,
} from './modules/consultations'
import { CheckpointFile, Ledger, LedgerEntry, LedgerHead } from './modules/ledger'
import {
  Ballot,
  BallotBox,
  BallotsOfResident,
  Poll,
  PollReads,
  Polls,
  SearchablePolls,
} from './modules/polls'
import {
  Publication,
  PublicationReads,
  Publications,
  PublicationVersion,
  Publishing,
  SearchablePublications,
} from './modules/publications'
import {
  Campaign,
  CampaignReads,
  Campaigns,
  Delivery,
  FanOut,
  handlePushJobs,
  Inbox,
  InboxChannel,
  InboxMessage,
  MessagesOfResident,
  Outcomes,
  PushSweep,
  Sending,
} from './modules/push'
import {
  Attempt,
  AttemptsOfResident,
  Quiz,
  QuizAttempts,
  QuizBank,
  QuizCatalogue,
  QuizQuestion,
  QuizReads,
  Quizzes,
  SearchableQuizzes,
  Submission,
} from './modules/quizzes'
import {
  PersonalData,
  RepliesOfResident,
  Resident,
  ResidentIdentity,
  Residents,
  UsedCode,
} from './modules/residents'
import {
  FindingOverride,
  ReviewNumber,
  ReviewReads,
  ReviewRound,
  ReviewSheet,
  Reviews,
  SignOff,
} from './modules/reviews'
import { PublicSearch, SearchMiss } from './modules/search'
import { Division, Divisions, Staff, StaffAccount } from './modules/staff'
import { Chat, ChatMessage } from './platform/chat/chat.entities'
import { Chats } from './platform/chat/chats'
import { ChatMessages } from './platform/chat/messages'
import { type Clock, systemClock } from './platform/clock'
import type { Config } from './platform/config'
import { defaultPasswordCost, type MasterKey, type PasswordCost, Seal } from './platform/crypto'
import { createSchema, Database } from './platform/db/database'
import { WriteLane } from './platform/db/lane'
import { migrations } from './platform/db/migrations'
import { Tally } from './platform/db/tally'
import { Idempotency, IdempotencyKey } from './platform/http/idempotency'
import { Job, Jobs } from './platform/jobs'
import { demoMasterKeys, KeyringEntry, keyFor } from './platform/keys'
import type { Log } from './platform/log'
import { Session, Sessions } from './platform/sessions'
import { type IdentitySource, MiniProgramIdentity, SimulatedIdentity } from './platform/wechat/identity'

export interface OfficeOptions {
  databaseUrl: string
  masterKeys: MasterKey[]
  log: Log
  clock?: Clock
  identities: IdentitySource
  passwordCost?: PasswordCost
  /** Printed on everything that leaves the office, for example that the city is fictional. */
  notice?: string | null
  /** What the numbers of review sheets begin with. */
  sheetPrefix?: string
  /** Where the ledger's daily checkpoints are appended; without it there are none. */
  checkpointFile?: string
}

const entities = [
  KeyringEntry,
  IdempotencyKey,
  Job,
  Tally,
  Session,
  ChatMessage,
  Chat,
  LedgerEntry,
  LedgerHead,
  Resident,
  ResidentIdentity,
  UsedCode,
  Division,
  StaffAccount,
  ReviewSheet,
  ReviewRound,
  SignOff,
  FindingOverride,
  ReviewNumber,
  Publication,
  PublicationVersion,
  Campaign,
  Delivery,
  InboxMessage,
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
]

export type Office = Awaited<ReturnType<typeof createOffice>>

/** The composition root: every service, built once, in the order of the modules. Used by every role and by tests. */
export async function createOffice(options: OfficeOptions) {
  const { log } = options
  const clock = options.clock ?? systemClock
  if (options.databaseUrl.startsWith('mysql:')) await createSchema(options.databaseUrl)
  const database = await Database.open({ url: options.databaseUrl, entities, migrations })
  await database.migrate()
  const seal = new Seal(options.masterKeys)
  const identityKey = await keyFor(database, seal, 'identity')
  const lane = new WriteLane(database)
  const jobs = new Jobs(database, clock, log)
  const sessions = new Sessions(database, clock)
  const idempotency = new Idempotency(database, clock)
  const chatMessages = new ChatMessages(database, clock, seal)
  const chats = new Chats(database, clock, chatMessages)

  const { checkpointFile } = options
  const ledger = new Ledger(database, clock, checkpointFile ? new CheckpointFile(checkpointFile) : null)
  await ledger.open()
  const residents = new Residents(database, clock, sessions, options.identities, seal, identityKey)
  const personalData = new PersonalData(database, clock, sessions, seal)
  personalData.register(new RepliesOfResident(idempotency))
  personalData.register(chats)
  const divisions = new Divisions(database, clock, ledger)
  const staff = new Staff(database, clock, sessions, ledger, options.passwordCost ?? defaultPasswordCost)

  const channels = [new InboxChannel(clock)]
  const campaigns = new Campaigns(database, clock, ledger, jobs, channels)
  const campaignReads = new CampaignReads(database, clock)
  const inbox = new Inbox(database, clock)
  const fanOut = new FanOut(database, clock, jobs, channels)
  const outcomes = new Outcomes(database, clock, ledger)
  const sending = new Sending(database, clock, jobs, outcomes, channels)
  const pushSweep = new PushSweep(database, clock, jobs, log)
  handlePushJobs(jobs, fanOut, sending, pushSweep)
  personalData.register(new MessagesOfResident(database, clock))

  const reviews = new Reviews(clock, options.sheetPrefix ?? '市监审')
  const reviewReads = new ReviewReads(database)
  const publications = new Publications(database, clock, ledger, reviews)
  const publishing = new Publishing(database, clock, ledger, reviews, campaigns)
  const publicationReads = new PublicationReads(database)

  const polls = new Polls(database, clock, ledger, publicationReads)
  const ballotBox = new BallotBox(database, clock, lane, residents)
  const pollReads = new PollReads(database, clock)
  personalData.register(new BallotsOfResident(database))

  const quizBank = new QuizBank(database, clock, ledger)
  const quizzes = new Quizzes(database, clock, ledger)
  const quizCatalogue = new QuizCatalogue(database, clock)
  const quizAttempts = new QuizAttempts(database, clock, lane, quizCatalogue)
  const quizReads = new QuizReads(database, clock)
  personalData.register(new AttemptsOfResident(database, quizCatalogue))

  const consultations = new Consultations(database, clock, ledger)
  const drafting = new Drafting(database, clock, ledger)
  const commentBox = new CommentBox(database, clock, lane)
  const commentDesk = new CommentDesk(database, clock, ledger)
  const consultationReads = new ConsultationReads(database, clock)
  const commentReads = new CommentReads(database)
  const consultationAnalysis = new ConsultationAnalysis(database, consultationReads, commentReads)
  personalData.register(new CommentsOfResident(database))

  const publicSearch = new PublicSearch(database, clock, ledger, [
    new SearchablePublications(publicationReads),
    new SearchablePolls(pollReads),
    new SearchableQuizzes(quizReads),
    new SearchableConsultations(consultationReads),
  ])

  return {
    clock,
    log,
    database,
    lane,
    jobs,
    sessions,
    idempotency,
    chatMessages,
    chats,
    ledger,
    residents,
    personalData,
    divisions,
    staff,
    notice: options.notice ?? null,
    reviewReads,
    publications,
    publishing,
    publicationReads,
    campaigns,
    campaignReads,
    inbox,
    pushSweep,
    polls,
    ballotBox,
    pollReads,
    quizBank,
    quizzes,
    quizAttempts,
    quizReads,
    consultations,
    drafting,
    commentBox,
    commentDesk,
    consultationReads,
    commentReads,
    consultationAnalysis,
    publicSearch,
    async close(): Promise<void> {
      // With the database away there is nothing to save them to, and nothing lost that anybody was promised.
      await publicSearch.saveMisses().catch(() => undefined)
      await lane.close()
      await database.close()
    },
  }
}

/** What an office needs, from the configuration of a process. */
export function officeOptions(config: Config, log: Log): OfficeOptions {
  const { mode, apiBase, miniAppId, miniSecret } = config.wechat
  return {
    databaseUrl: config.databaseUrl,
    masterKeys: config.masterKeys ?? demoMasterKeys(config.dataDir),
    log,
    sheetPrefix: config.sheetPrefix,
    checkpointFile: join(config.dataDir, 'ledger-checkpoints.jsonl'),
    identities:
      mode === 'live'
        ? new MiniProgramIdentity({ apiBase, appId: miniAppId, secret: miniSecret })
        : new SimulatedIdentity(miniAppId),
  }
}
