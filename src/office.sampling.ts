import type { BureauCalendar } from './modules/bureau'
import type { Ledger } from './modules/ledger'
import type { PollReads, Polls } from './modules/polls'
import type { Annexes, PublicationReads, Publications } from './modules/publications'
import type { Campaigns } from './modules/push'
import {
  PollsWithoutResults,
  RetestWindowsDue,
  SamplingBatches,
  SamplingDetail,
  SamplingDrawing,
  SamplingImporting,
  SamplingPlanAnnex,
  SamplingPlans,
  SamplingPublic,
  SamplingReads,
  SamplingRegisters,
  SamplingResultsAnnex,
  SamplingRules,
  SamplingTexts,
} from './modules/sampling'
import type { Clock } from './platform/clock'
import type { Seal } from './platform/crypto'
import type { Database } from './platform/db/database'

export interface SamplingParts {
  database: Database
  clock: Clock
  ledger: Ledger
  seal: Seal
  calendar: BureauCalendar
  campaigns: Campaigns
  annexes: Annexes
  publications: Publications
  publicationReads: PublicationReads
  polls: Polls
  pollReads: PollReads
}

/** The composition root's page about what the votes lead to: 你点 → 我检 → 你知. */
export function buildSampling(parts: SamplingParts) {
  const { database, clock, ledger, seal, calendar, campaigns, annexes, publications } = parts
  const samplingRegisters = new SamplingRegisters(database, clock, ledger)
  const samplingPlans = new SamplingPlans(database, clock, ledger)
  parts.polls.register(samplingPlans)
  calendar.register(new RetestWindowsDue())
  const pollsWithoutResults = new PollsWithoutResults(database, clock)
  annexes.register(new SamplingPlanAnnex(clock))
  annexes.register(new SamplingResultsAnnex(clock, campaigns))
  return {
    samplingRules: new SamplingRules(database, clock, ledger),
    samplingRegisters,
    samplingPlans,
    samplingDrawing: new SamplingDrawing(database, clock, ledger, seal, samplingRegisters),
    samplingImporting: new SamplingImporting(database, clock, ledger, calendar),
    samplingBatches: new SamplingBatches(database, clock, ledger),
    samplingTexts: new SamplingTexts(database, publications, parts.publicationReads),
    samplingReads: new SamplingReads(database),
    samplingPublic: new SamplingPublic(database, parts.pollReads),
    samplingDetail: new SamplingDetail(database, calendar, pollsWithoutResults),
    pollsWithoutResults,
  }
}
