import {
  Analysing,
  AwaitedConsultations,
  CommentBox,
  CommentDesk,
  CommentersOfConsultation,
  CommentReads,
  CommentReceipts,
  CommentsOfResident,
  ConsultationAnalysis,
  ConsultationOpenData,
  ConsultationReads,
  Consultations,
  Drafting,
  GroupDetails,
  GroupReads,
  Judging,
  ModelAsking,
  SearchableConsultations,
} from './modules/consultations'
import { CountingOpenData, CountingReads, SettingAside } from './modules/counting'
import { FaqReads, SearchableFaqs } from './modules/enquiries'
import { HomeReads, HomeWaiting } from './modules/home'
import { CheckpointFile, Ledger } from './modules/ledger'
import {
  AwaitedPolls,
  BallotBox,
  BallotReceipts,
  BallotsOfResident,
  BallotTraces,
  CityNetworks,
  PollOpenData,
  PollOpenings,
  PollOutcomes,
  PollReads,
  Polls,
  RowSealing,
  SearchablePolls,
  StallBox,
  Stalls,
  VotersOfPoll,
} from './modules/polls'
import { SearchablePublications } from './modules/publications'
import {
  AttemptsOfResident,
  QuizAttempts,
  QuizBank,
  QuizCatalogue,
  QuizReads,
  Quizzes,
  SearchableQuizzes,
} from './modules/quizzes'
import { Identities, PersonalData, RepliesOfResident, Residents, WebSignIn } from './modules/residents'
import { WaitingReviews } from './modules/reviews'
import { PublicSearch } from './modules/search'
import { buildAnswering } from './office.answering'
import { buildDraws } from './office.draws'
import { buildEnquiries } from './office.enquiries'
import { entities } from './office.entities'
import { buildLedgerSearch } from './office.ledger'
import { buildModeration } from './office.moderation'
import type { OfficeOptions } from './office.needs'
import { buildPublications } from './office.publications'
import { buildPush } from './office.push'
import { buildReceipts } from './office.receipts'
import { buildSampling } from './office.sampling'
import { buildStaff } from './office.staff'
import { Chats } from './platform/chat/chats'
import { ChatMessages } from './platform/chat/messages'
import { systemClock } from './platform/clock'
import { Seal } from './platform/crypto'
import { createSchema, Database } from './platform/db/database'
import { WriteLane } from './platform/db/lane'
import { migrations } from './platform/db/migrations'
import { Idempotency } from './platform/http/idempotency'
import { Jobs } from './platform/jobs'
import { keyFor } from './platform/keys'
import { Sessions } from './platform/sessions'
import { Turns } from './platform/turns'
import { noCodes } from './platform/wechat/codes'
import { SharedTokens } from './platform/wechat/token-shelf'

export type { OfficeOptions } from './office.needs'
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
  const publicUrl = (options.publicUrl ?? 'http://127.0.0.1:3000').replace(/\/+$/, '')
  const { receiptKeys, logs, receiptReads } = await buildReceipts({
    database,
    clock,
    ledger,
    seal,
    publicUrl,
  })
  const personalData = new PersonalData(database, clock, sessions, seal)
  const people = new Identities(database, clock, seal, identityKey, personalData)
  const residents = new Residents(database, clock, sessions, options.identities, people)
  personalData.register(new RepliesOfResident(idempotency))
  personalData.register(chats)
  const { passwordCost } = options
  const bureau = buildStaff({ database, clock, sessions, ledger, seal, passwordCost })
  const { calendar, settings } = bureau

  const { wechat, menu, journalDir } = options
  const tokens = new SharedTokens(database, clock, seal)
  for (const account of [wechat?.mini, wechat?.oa]) account?.shareToken(tokens)
  const parts = { database, clock, log, jobs, ledger, residents, personalData, seal, settings }
  const hall = { ...parts, wechat, publicUrl, menu, journalDir }
  const { reach, campaigns, consentPlanner, inboxChannel, closePush, ...push } = buildPush(hall)
  await push.templateDesk.bring(options.templates ?? [])

  const { sheetPrefix } = options
  const publishingHall = buildPublications({ database, clock, ledger, campaigns, sheetPrefix })
  const { publicationReads } = publishingHall

  const rowSealing = new RowSealing(database, clock, ledger, receiptKeys)
  const city = new CityNetworks(options.cityNetworks ?? [])
  const ballotTraces = new BallotTraces(database, clock, ledger, seal, city)
  const polls = new Polls(database, clock, ledger, publicationReads, logs, rowSealing)
  const ballotBox = new BallotBox(database, clock, lane, residents, logs, ballotTraces)
  const pollReads = new PollReads(database, clock)
  const stallTurns = new Turns()
  const pollOpenData = new PollOpenData(database, receiptKeys, pollReads, receiptReads)
  pollOpenData.register(new CountingOpenData(database, receiptKeys, receiptReads))
  personalData.register(new BallotsOfResident(database))
  receiptReads.register(new BallotReceipts(database))
  reach.register(new VotersOfPoll())
  consentPlanner.register(new AwaitedPolls(database))
  const pollOutcomes = new PollOutcomes(pollReads, publicationReads)
  campaigns.register(pollOutcomes)
  push.inbox.register(pollOutcomes)
  const sampling = buildSampling({ ...hall, ...publishingHall, calendar, campaigns, polls, pollReads })

  const quizBank = new QuizBank(database, clock, ledger)
  const quizzes = new Quizzes(database, clock, ledger)
  const quizCatalogue = new QuizCatalogue(database, clock)
  const quizAttempts = new QuizAttempts(database, clock, lane, quizCatalogue)
  const quizReads = new QuizReads(database, clock)
  personalData.register(new AttemptsOfResident(database, quizCatalogue))
  const drawHall = { ...hall, staff: bureau.staff, quizzes, campaigns, reach, consentPlanner }
  const drawing = await buildDraws(drawHall)

  const consultations = new Consultations(database, clock, ledger, logs)
  const drafting = new Drafting(database, clock, ledger)
  const commentBox = new CommentBox(database, clock, lane, logs)
  const commentDesk = new CommentDesk(database, clock, ledger, logs)
  const consultationReads = new ConsultationReads(database, clock)
  const commentReads = new CommentReads(database)
  const groupReads = new GroupReads(database)
  const consultationAnalysis = new ConsultationAnalysis(consultationReads, commentReads)
  personalData.register(new CommentsOfResident(database))
  receiptReads.register(new CommentReceipts(database))
  reach.register(new CommentersOfConsultation())
  consentPlanner.register(new AwaitedConsultations(database))

  const moderation = buildModeration({ ...hall, textCheck: options.textCheck })

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
    logs,
    receiptReads,
    ledgerSearch: buildLedgerSearch(database),
    residents,
    webSignIn: new WebSignIn(residents, options.webIdentities ?? null, publicUrl),
    personalData,
    ...bureau,
    notice: options.notice ?? null,
    ...publishingHall,
    campaigns,
    consentPlanner,
    ...push,
    polls,
    rowSealing,
    pollOpenings: new PollOpenings(database, ledger, receiptKeys, pollReads, receiptReads),
    pollOpenData,
    ballotBox,
    ballotTraces,
    pollReads,
    settingAside: new SettingAside(database, clock, ledger, ballotTraces),
    countingReads: new CountingReads(database, clock, pollReads, ballotTraces),
    ...sampling,
    stalls: new Stalls(database, clock, ledger, stallTurns),
    stallBox: new StallBox(database, clock, ballotBox, stallTurns),
    quizBank,
    quizzes,
    quizAttempts,
    quizReads,
    ...drawing,
    consultations,
    drafting,
    commentBox,
    commentDesk,
    consultationReads,
    consultationOpenData: new ConsultationOpenData(consultationReads, receiptReads),
    commentReads,
    consultationAnalysis,
    ...buildAnswering({
      ...hall,
      ...publishingHall,
      ...moderation,
      campaigns,
      inboxChannel,
      consultationReads,
      groupReads,
      calendar,
      campaignReads: push.campaignReads,
    }),
    ...moderation,
    analysing: new Analysing(database, clock, jobs),
    modelAsking: new ModelAsking(database, clock, options.model ?? null),
    groupReads,
    groupDetails: new GroupDetails(database, groupReads),
    judging: new Judging(database, clock, ledger),
    publicSearch,
    ...buildEnquiries({ ...hall, calendar, campaigns, reach, consentPlanner }, faqReads, publicSearch),
    homeWaiting: new HomeWaiting(database, clock, new WaitingReviews(database)),
    homeReads: new HomeReads(database, clock, calendar, settings),
    codes: wechat?.mini ?? noCodes,
    async close(): Promise<void> {
      // With the database away there is nothing to save them to, and nothing lost that anybody was promised.
      await publicSearch.saveMisses().catch(() => undefined)
      await lane.close()
      closePush()
      await database.close()
    },
  }
}
