import { join } from 'node:path'
import {
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
  SearchableConsultations,
} from './modules/consultations'
import { FaqReads, SearchableFaqs } from './modules/enquiries'
import { CheckpointFile, Ledger } from './modules/ledger'
import {
  BallotBox,
  BallotsOfResident,
  PollOutcomes,
  PollReads,
  Polls,
  SearchablePolls,
  VotersOfPoll,
} from './modules/polls'
import { SearchablePublications } from './modules/publications'
import { type MessageTemplate } from './modules/push'
import {
  AttemptsOfResident,
  QuizAttempts,
  QuizBank,
  QuizCatalogue,
  QuizReads,
  Quizzes,
  SearchableQuizzes,
} from './modules/quizzes'
import { Identities, PersonalData, RepliesOfResident, Residents } from './modules/residents'
import { PublicSearch } from './modules/search'
import { Divisions, Staff } from './modules/staff'
import { buildEnquiries } from './office.enquiries'
import { entities } from './office.entities'
import { buildModeration } from './office.moderation'
import { buildPublications } from './office.publications'
import { buildPush } from './office.push'
import { Chats } from './platform/chat/chats'
import { ChatMessages } from './platform/chat/messages'
import { type Clock, systemClock } from './platform/clock'
import type { Config } from './platform/config'
import { defaultPasswordCost, type MasterKey, type PasswordCost, Seal } from './platform/crypto'
import { createSchema, Database } from './platform/db/database'
import { WriteLane } from './platform/db/lane'
import { migrations } from './platform/db/migrations'
import { Idempotency } from './platform/http/idempotency'
import { Jobs } from './platform/jobs'
import { demoMasterKeys, keyFor } from './platform/keys'
import type { Log } from './platform/log'
import { Sessions } from './platform/sessions'
import { WechatClient } from './platform/wechat/client'
import { noCodes } from './platform/wechat/codes'
import { type IdentitySource, MiniProgramIdentity, SimulatedIdentity } from './platform/wechat/identity'
import { SimulatedTextCheck, type TextCheck, WechatTextCheck } from './platform/wechat/text-check'

export interface OfficeOptions {
  databaseUrl: string
  masterKeys: MasterKey[]
  log: Log
  clock?: Clock
  identities: IdentitySource
  /** Accounts through which WeChat is written to; without one there is no such channel. */
  wechat?: { mini?: WechatClient; oa?: WechatClient }
  /** Message templates as WeChat approved them; those of the demo unless given. */
  templates?: readonly MessageTemplate[]
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
  const divisions = new Divisions(database, clock, ledger)
  const staff = new Staff(database, clock, sessions, ledger, options.passwordCost ?? defaultPasswordCost)

  const { wechat, templates } = options
  const hall = { database, clock, log, jobs, ledger, residents, personalData, seal, wechat, templates }
  const { reach, campaigns, ...push } = buildPush(hall)

  const { sheetPrefix } = options
  const publishingHall = buildPublications({ database, clock, ledger, campaigns, sheetPrefix })
  const { publicationReads } = publishingHall

  const polls = new Polls(database, clock, ledger, publicationReads)
  const ballotBox = new BallotBox(database, clock, lane, residents)
  const pollReads = new PollReads(database, clock)
  personalData.register(new BallotsOfResident(database))
  reach.register(new VotersOfPoll())
  campaigns.register(new PollOutcomes(pollReads, publicationReads))

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
  reach.register(new CommentersOfConsultation())
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
    divisions,
    staff,
    notice: options.notice ?? null,
    ...publishingHall,
    campaigns,
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
    ...buildModeration({ ...hall, textCheck: options.textCheck }),
    publicSearch,
    ...buildEnquiries(hall, faqReads, publicSearch),
    codes: wechat?.mini ?? noCodes,
    async close(): Promise<void> {
      // With the database away there is nothing to save them to, and nothing lost that anybody was promised.
      await publicSearch.saveMisses().catch(() => undefined)
      await lane.close()
      await database.close()
    },
  }
}

/**
 * What an office needs, from the configuration of a process.
 * @param fakeUrl where a fake WeChat answers; without one a simulated office has no WeChat to write through
 */
export function officeOptions(config: Config, log: Log, fakeUrl?: string): OfficeOptions {
  const { mode, miniAppId, miniSecret, oaAppId, oaSecret } = config.wechat
  const apiBase = fakeUrl ?? config.wechat.apiBase
  const account = (appId: string, secret: string) =>
    new WechatClient({ apiBase, appId, secret, clock: systemClock, log })
  const mini = account(miniAppId, miniSecret)
  return {
    wechat: mode === 'live' || fakeUrl ? { mini, oa: account(oaAppId, oaSecret) } : undefined,
    databaseUrl: config.databaseUrl,
    masterKeys: config.masterKeys ?? demoMasterKeys(config.dataDir),
    log,
    sheetPrefix: config.sheetPrefix,
    checkpointFile: join(config.dataDir, 'ledger-checkpoints.jsonl'),
    identities:
      mode === 'live'
        ? new MiniProgramIdentity({ apiBase, appId: miniAppId, secret: miniSecret, log })
        : new SimulatedIdentity(miniAppId),
    textCheck: mode === 'live' ? new WechatTextCheck(mini) : new SimulatedTextCheck(miniAppId),
  }
}
