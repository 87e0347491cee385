import { Ledger, LedgerEntry, LedgerHead } from './modules/ledger'
import { Ballot, BallotBox, BallotsOfResident, Poll, PollReads, Polls } from './modules/polls'
import { PersonalData, Resident, ResidentIdentity, Residents, UsedCode } from './modules/residents'
import { Division, Divisions, Staff, StaffAccount } from './modules/staff'
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
}

const entities = [
  KeyringEntry,
  IdempotencyKey,
  Job,
  Tally,
  Session,
  LedgerEntry,
  LedgerHead,
  Resident,
  ResidentIdentity,
  UsedCode,
  Division,
  StaffAccount,
  Poll,
  Ballot,
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

  const ledger = new Ledger(database, clock)
  await ledger.open()
  const residents = new Residents(database, clock, sessions, options.identities, seal, identityKey)
  const personalData = new PersonalData(database, clock, sessions, seal)
  const divisions = new Divisions(database, clock, ledger)
  const staff = new Staff(database, clock, sessions, ledger, options.passwordCost ?? defaultPasswordCost)

  const polls = new Polls(database, clock, ledger)
  const ballotBox = new BallotBox(database, clock, lane, residents)
  const pollReads = new PollReads(database, clock)
  personalData.register(new BallotsOfResident(database))

  return {
    clock,
    log,
    database,
    lane,
    jobs,
    sessions,
    idempotency,
    ledger,
    residents,
    personalData,
    divisions,
    staff,
    polls,
    ballotBox,
    pollReads,
    async close(): Promise<void> {
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
    identities:
      mode === 'live'
        ? new MiniProgramIdentity({ apiBase, appId: miniAppId, secret: miniSecret })
        : new SimulatedIdentity(miniAppId),
  }
}
