import { systemActor } from '../src/modules/ledger'
import type { Office } from '../src/office'

export interface Tick {
  job: string
  /** Seconds minutes hours day month weekday, Asia/Shanghai. */
  cron: string
  /** A tick's slot is its time in this many ms, so that every process makes the same one row. */
  slotMs: number
  run: (office: Office) => Promise<unknown>
  /**
   * Beside the queue of jobs, in every worker, never twice at a time in one: for what must not wait behind a long job,
   * or would be one, and is kept apart by its own locks.
   */
  aside?: true
  /** Also as soon as the worker starts. */
  atStart?: true
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The whole cron table. */
export const schedule: readonly Tick[] = [
  {
    job: 'polls.freeze',
    cron: '*/5 * * * * *',
    slotMs: 5 * SECOND,
    run: ({ polls }) => polls.freezeDue(systemActor),
  },
  {
    job: 'quizzes.freeze',
    cron: '*/5 * * * * *',
    slotMs: 5 * SECOND,
    run: ({ quizzes }) => quizzes.freezeDue(systemActor),
  },
  {
    job: 'consultations.freeze',
    cron: '*/5 * * * * *',
    slotMs: 5 * SECOND,
    run: ({ consultations }) => consultations.freezeDue(systemActor),
  },
  {
    job: 'consultations.report-alarm',
    cron: '0 3 * * * *',
    slotMs: HOUR,
    run: ({ reportAlarm }) => reportAlarm.raise(systemActor),
  },
  {
    job: 'draws.forfeit',
    cron: '50 */5 * * * *',
    slotMs: 5 * MINUTE,
    run: ({ prizeTerms }) => prizeTerms.forfeitDue(systemActor),
  },
  {
    job: 'draws.purge',
    cron: '0 23 * * * *',
    slotMs: HOUR,
    run: ({ prizeTerms }) => prizeTerms.purgeDue(systemActor),
  },
  {
    // Twice within the time that a receipt promises.
    job: 'receipts.sequence',
    cron: '*/20 * * * * *',
    slotMs: 20 * SECOND,
    run: ({ logs }) => logs.sequence(),
    aside: true,
  },
  {
    job: 'polls.seal',
    cron: '2-59/5 * * * * *',
    slotMs: 5 * SECOND,
    run: ({ rowSealing }) => rowSealing.sealDue(systemActor),
    aside: true,
  },
  {
    job: 'polls.purge-traces',
    cron: '0 41 * * * *',
    slotMs: HOUR,
    run: ({ ballotTraces }) => ballotTraces.purgeDue(systemActor),
  },
  {
    job: 'consultations.analyse',
    cron: '*/5 * * * * *',
    slotMs: 5 * SECOND,
    run: ({ analysing }) => analysing.run(),
  },
  {
    // Beside the queue: a slow model must not keep other jobs waiting.
    job: 'consultations.ask-model',
    cron: '3-59/10 * * * * *',
    slotMs: 10 * SECOND,
    run: ({ modelAsking }) => modelAsking.run(),
    aside: true,
  },
  {
    job: 'ledger.checkpoint',
    cron: '0 5 0 * * *',
    slotMs: 24 * HOUR,
    run: ({ ledger }) => ledger.checkpoint(),
  },
  {
    job: 'moderation.check',
    cron: '*/10 * * * * *',
    slotMs: 10 * SECOND,
    run: async ({ textLookout, textChecking }) => {
      await textLookout.look()
      await textChecking.checkDue()
    },
  },
  {
    job: 'push.sweep',
    cron: '20 * * * * *',
    slotMs: MINUTE,
    run: ({ pushSweep }) => pushSweep.sweep(),
  },
  {
    // In every worker, as only this machine's files tell.
    job: 'push.recover',
    cron: '*/10 * * * * *',
    slotMs: 10 * SECOND,
    run: ({ pushRecovery }) => pushRecovery.run(),
    aside: true,
    atStart: true,
  },
  {
    job: 'search.save-misses',
    cron: '40 * * * * *',
    slotMs: MINUTE,
    run: ({ publicSearch }) => publicSearch.saveMisses(),
  },
  {
    job: 'platform.sweep',
    cron: '0 17 * * * *',
    slotMs: HOUR,
    run: async ({ sessions, idempotency, jobs, personalData, publicSearch, chatMessages, files }) => {
      await sessions.sweep()
      await idempotency.sweep()
      await jobs.sweep()
      await personalData.sweep()
      await publicSearch.sweep()
      await chatMessages.sweep()
      await files.sweep()
    },
  },
]
