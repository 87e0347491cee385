import {
  Allotting,
  AwaitedDraws,
  Claiming,
  DrawFollowsQuiz,
  DrawPreparing,
  DrawReads,
  DrawRecords,
  DrawSeeding,
  Draws,
  PrizeDesk,
  PrizeTerms,
  Tickets,
  WinnersTogether,
  WinReads,
  WinsOfResident,
} from './modules/draws'
import type { Ledger } from './modules/ledger'
import type { Campaigns, ConsentPlanner, Reach } from './modules/push'
import type { Quizzes } from './modules/quizzes'
import type { PersonalData } from './modules/residents'
import type { Staff } from './modules/staff'
import type { Clock } from './platform/clock'
import type { Seal } from './platform/crypto'
import type { Database } from './platform/db/database'
import { keyFor } from './platform/keys'

export interface DrawParts {
  database: Database
  clock: Clock
  ledger: Ledger
  seal: Seal
  staff: Staff
  personalData: PersonalData
  quizzes: Quizzes
  campaigns: Campaigns
  reach: Reach
  consentPlanner: ConsentPlanner
}

/** The composition root's page about prize draws. */
export async function buildDraws(parts: DrawParts) {
  const { database, clock, ledger, seal, staff } = parts
  const tickets = new Tickets(await keyFor(database, seal, 'draws'))
  const allotting = new Allotting(clock, parts.campaigns)
  parts.quizzes.register(new DrawFollowsQuiz(seal, tickets))
  parts.personalData.register(new WinsOfResident(database, clock, seal, tickets, allotting))
  parts.reach.register(new WinnersTogether())
  parts.consentPlanner.register(new AwaitedDraws(database))
  return {
    drawPreparing: new DrawPreparing(database, clock, ledger),
    drawSeeding: new DrawSeeding(database, clock, ledger),
    draws: new Draws(database, clock, ledger, seal, staff, allotting),
    drawReads: new DrawReads(database, clock, staff, tickets),
    drawRecords: new DrawRecords(database, staff),
    claiming: new Claiming(database, clock, seal),
    prizeDesk: new PrizeDesk(database, clock, ledger, seal, allotting),
    prizeTerms: new PrizeTerms(database, clock, ledger, allotting),
    winReads: new WinReads(database, clock, seal, tickets),
  }
}
