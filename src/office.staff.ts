import { BureauCalendar, Settings } from './modules/bureau'
import type { Ledger } from './modules/ledger'
import { Divisions, PasswordProof, Staff, StaffAccounts, StaffFactors } from './modules/staff'
import type { Clock } from './platform/clock'
import { defaultPasswordCost, type PasswordCost, type Seal } from './platform/crypto'
import type { Database } from './platform/db/database'
import type { Sessions } from './platform/sessions'

export interface StaffParts {
  database: Database
  clock: Clock
  sessions: Sessions
  ledger: Ledger
  seal: Seal
  passwordCost?: PasswordCost
}

/** The composition root's page about the bureau itself: who works there, its calendar and its settings. */
export function buildStaff({ database, clock, sessions, ledger, seal, ...options }: StaffParts) {
  const passwordCost = options.passwordCost ?? defaultPasswordCost
  const proof = new PasswordProof(database, clock, passwordCost)
  const staffFactors = new StaffFactors(database, clock, ledger, seal, proof)
  return {
    divisions: new Divisions(database, clock, ledger),
    staff: new Staff(database, clock, sessions, ledger, passwordCost, proof, staffFactors),
    staffAccounts: new StaffAccounts(database, clock, sessions, ledger),
    staffFactors,
    calendar: new BureauCalendar(database, clock, ledger),
    settings: new Settings(database, clock, ledger),
  }
}
