import {
  Adoption,
  Analysing,
  AwaitedConsultations,
  CommentBox,
  CommentDesk,
  CommentersOfConsultation,
  CommentReads,
  CommentsOfResident,
  ConsultationAnalysis,
  ConsultationOutcomes,
  ConsultationReads,
  Consultations,
  Drafting,
  GroupDetails,
  GroupReads,
  Judging,
  SearchableConsultations,
} from './modules/consultations'
import { FaqReads, SearchableFaqs } from './modules/enquiries'
import { HomeReads, HomeWaiting } from './modules/home'
import { CheckpointFile, Ledger } from './modules/ledger'
import {
  AwaitedPolls,
  BallotBox,
  BallotsOfResident,
  PollOutcomes,
  PollReads,
  Polls,
  SearchablePolls,
  VotersOfPoll,
} from './modules/polls'
import { SearchablePublications } from './modules/publications'
import type { MessageTemplate } from './modules/push'
import {
  AttemptsOfResident,
  AwaitedQuizzes,
  QuizAttempts,
  QuizBank,
  QuizCatalogue,
  QuizReads,
  Quizzes,
  SearchableQuizzes,
} from './modules/quizzes'
import { Identities, PersonalData, RepliesOfResident, Residents } from './modules/residents'
import { WaitingReviews } from './modules/reviews'
import { PublicSearch } from './modules/search'
import { buildEnquiries } from './office.enquiries'
import { entities } from './office.entities'
import { buildModeration } from './office.moderation'
import { buildPublications } from './office.publications'
import { buildPush } from './office.push'
import { buildStaff } from './office.staff'
import { Chats } from './platform/chat/chats'
import { ChatMessages } from './platform/chat/messages'
import { type Clock, systemClock } from './platform/clock'
import { type MasterKey, type PasswordCost, Seal } from './platform/crypto'
import { createSchema, Database } from './platform/db/database'
import { WriteLane } from './platform/db/lane'
import { migrations } from './platform/db/migrations'
import { Idempotency } from './platform/http/idempotency'
import { Jobs } from './platform/jobs'
import { keyFor } from './platform/keys'
import type { Log } from './platform/log'
import { Sessions } from './platform/sessions'
import type { WechatClient } from './platform/wechat/client'
import { noCodes } from './platform/wechat/codes'
import type { IdentitySource } from './platform/wechat/identity'
import type { Menu } from './platform/wechat/menu'
import type { TextCheck } from './platform/wechat/text-check'
import { SharedTokens } from './platform/wechat/token-shelf'

export interface OfficeOptions {
  databaseUrl: string
  masterKeys: MasterKey[]
  log: Log
  clock?: Clock
  identities: IdentitySource
  /** Accounts through which WeChat is written to; without one there is no such channel. */
  wechat?: { mini?: WechatClient; oa?: WechatClient }
  /** Message templates that the demo brings along; those of a real account are registered by staff. */
  templates?: readonly MessageTemplate[]
  /** Where residents find what is published; this machine unless given. */
  publicUrl?: string
  /** As the bot wants the menu of the 服务号. */
  menu?: Menu
  passwordCost?: PasswordCost
  /** Simulated unless given. */
  textCheck?: TextCheck
  /** Printed on everything that leaves the office, for example that the city is fictional. */
  notice?: string | null
  /** What the numbers of review sheets begin with. */
  sheetPrefix?: string
  /** Where the ledger's daily checkpoints are appended; without it there are none. */
  checkpointFile?: string
}

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
  const personalData = new PersonalData(database, clock, sessions, seal)
  const people = new Identities(database, clock, seal, identityKey, personalData)
  const residents = new Residents(database, clock, sessions, options.identities, people)
  personalData.register(new RepliesOfResident(idempotency))
  personalData.register(chats)
  const { passwordCost } = options
  const bureau = buildStaff({ database, clock, sessions, ledger, seal, passwordCost })
  const { calendar, settings } = bureau

  const { wechat, menu } = options
  const tokens = new SharedTokens(database, clock, seal)
  for (const account of [wechat?.mini, wechat?.oa]) account?.shareToken(tokens)
  const publicUrl = (options.publicUrl ?? 'http://127.0.0.1:3000').replace(/\/+$/, '')
  const hall = { database, clock, log, jobs, ledger, residents, personalData, seal, wechat, publicUrl, menu }
  const { reach, campaigns, consentPlanner, ...push } = buildPush(hall)
  await push.templateDesk.bring(options.templates ?? [])

  const { sheetPrefix } = options
  const publishingHall = buildPublications({ database, clock, ledger, campaigns, sheetPrefix })
  const { publicationReads } = publishingHall

  const polls = new Polls(database, clock, ledger, publicationReads)
  const ballotBox = new BallotBox(database, clock, lane, residents)
  const pollReads = new PollReads(database, clock)
  personalData.register(new BallotsOfResident(database))
  reach.register(new VotersOfPoll())
  consentPlanner.register(new AwaitedPolls(database))
  campaigns.register(new PollOutcomes(pollReads, publicationReads))

  const quizBank = new QuizBank(database, clock, ledger)
  const quizzes = new Quizzes(database, clock, ledger)
  const quizCatalogue = new QuizCatalogue(database, clock)
  const quizAttempts = new QuizAttempts(database, clock, lane, quizCatalogue)
  const quizReads = new QuizReads(database, clock)
  personalData.register(new AttemptsOfResident(database, quizCatalogue))
  consentPlanner.register(new AwaitedQuizzes(database))

  const consultations = new Consultations(database, clock, ledger)
  const drafting = new Drafting(database, clock, ledger)
  const commentBox = new CommentBox(database, clock, lane)
  const commentDesk = new CommentDesk(database, clock, ledger)
  const consultationReads = new ConsultationReads(database, clock)
  const commentReads = new CommentReads(database)
  const groupReads = new GroupReads(database)
  const consultationAnalysis = new ConsultationAnalysis(consultationReads, commentReads)
  personalData.register(new CommentsOfResident(database))
  reach.register(new CommentersOfConsultation())
  consentPlanner.register(new AwaitedConsultations(database))
  campaigns.register(new ConsultationOutcomes(consultationReads))

  const faqReads = new FaqReads(database)
  const publicSearch = new PublicSearch(database, clock, ledger, [
    new SearchablePublications(publicationReads),
    new SearchablePolls(pollReads),
    new SearchableQuizzes(quizReads),
    new SearchableConsultations(consultationReads),
    new SearchableFaqs(faqReads),
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
    ...bureau,
    notice: options.notice ?? null,
    ...publishingHall,
    campaigns,
    consentPlanner,
    ...push,
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
    analysing: new Analysing(database, clock, jobs),
    groupReads,
    groupDetails: new GroupDetails(database, groupReads),
    judging: new Judging(database, clock, ledger),
    adoption: new Adoption(database, clock, ledger),
    ...buildModeration({ ...hall, textCheck: options.textCheck }),
    publicSearch,
    ...buildEnquiries({ ...hall, calendar, campaigns, reach, consentPlanner }, faqReads, publicSearch),
    homeWaiting: new HomeWaiting(database, clock, new WaitingReviews(database)),
    homeReads: new HomeReads(database, clock, calendar, settings),
    codes: wechat?.mini ?? noCodes,
    async close(): Promise<void> {
      // With the database away there is nothing to save them to, and nothing lost that anybody was promised.
      await publicSearch.saveMisses().catch(() => undefined)
      await lane.close()
      await database.close()
    },
  }
}
