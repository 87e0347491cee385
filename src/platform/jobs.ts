import { Entity, type EntityManager } from 'typeorm'
import type { Clock } from './clock'
import { type Database, findForUpdate } from './db/database'
import { Count, Id, Instant, Json, Key, Text } from './db/entity-columns'
import { isDuplicate } from './db/errors'
import { newId } from './ids'
import type { Log } from './log'

export type JobState = 'waiting' | 'running' | 'done' | 'failed'

@Entity('jobs')
export class Job {
  @Id() id!: string
  @Key({ length: 64 }) name!: string
  /** Unique with the name: a tick of the clock, or the thing to be done once. */
  @Key({ length: 100 }) slot!: string
  @Key({ length: 10 }) state!: JobState
  @Instant() runAt!: number
  @Instant() leaseUntil!: number
  @Count() attempts!: number
  @Json({ nullable: true }) payload!: object | null
  @Text({ nullable: true }) lastError!: string | null
  @Instant({ nullable: true }) doneAt!: number | null
}

/** Must do its work once although it may be called twice. */
export type JobHandler = (payload: Record<string, unknown>) => Promise<void>

const LEASE_MS = 60_000
/** A long job says so often that its worker lives: thrice a lease. */
const HEARTBEAT_MS = 20_000
const ATTEMPTS = 8
/** How long a finished job stays to be looked at. */
const KEEP_MS = 7 * 24 * 3600_000

/** The table remembers, workers claim: node-schedule only ticks. */
export class Jobs {
  private readonly handlers = new Map<string, JobHandler>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** A duty says what one of its jobs does. */
  handle(name: string, handler: JobHandler): void {
    if (this.handlers.has(name)) throw new Error(`Two handlers for job ${name}`)
    this.handlers.set(name, handler)
  }

  get names(): string[] {
    return [...this.handlers.keys()]
  }

  /** Puts a job in the book inside the caller's transaction; the same name and slot is kept once. */
  async enqueue(
    tx: EntityManager,
    name: string,
    slot: string,
    options: { runAt?: number; payload?: Record<string, unknown> } = {},
  ): Promise<void> {
    if (await tx.existsBy(Job, { name, slot })) return
    const now = this.clock.now()
    await tx.insert(Job, {
      id: newId(now),
      name,
      slot,
      state: 'waiting',
      runAt: options.runAt ?? now,
      leaseUntil: 0,
      attempts: 0,
      payload: options.payload ?? null,
      lastError: null,
      doneAt: null,
    })
  }

  /** A tick of the clock: every process may tick, one row is made per slot. */
  async tick(name: string, slot: string): Promise<void> {
    try {
      await this.database.transaction((tx) => this.enqueue(tx, name, slot))
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
  }

  /** Claims what is due and this process can do, and runs it one after the other. @returns how many were claimed */
  async runDue(limit = 20): Promise<number> {
    if (this.handlers.size === 0) return 0
    const claimed = await this.claim(limit)
    for (const job of claimed) await this.run(job)
    return claimed.length
  }

  private claim(limit: number): Promise<Job[]> {
    const now = this.clock.now()
    return this.database.transaction(async (tx) => {
      const due = tx
        .createQueryBuilder(Job, 'job')
        .where(
          '((job.state = :waiting AND job.runAt <= :now) OR (job.state = :running AND job.leaseUntil < :now))',
          {
            waiting: 'waiting',
            running: 'running',
            now,
          },
        )
        .andWhere('job.name IN (:...names)', { names: this.names })
        .orderBy('job.id')
        .limit(limit)
      if (this.database.kind === 'mysql') due.setLock('pessimistic_write').setOnLocked('skip_locked')
      const jobs = await due.getMany()
      for (const job of jobs) {
        job.attempts++
        await tx.update(
          Job,
          { id: job.id },
          { state: 'running', leaseUntil: now + LEASE_MS, attempts: job.attempts },
        )
      }
      return jobs
    })
  }

  /** Changes a job only while this claim of it stands. @returns whether it still did */
  private whileOurs(job: Job, change: Partial<Omit<Job, 'payload'>>): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const current = await findForUpdate(tx, Job, { id: job.id })
      if (current?.state !== 'running' || current.attempts !== job.attempts) return false
      await tx.update(Job, { id: job.id }, change)
      return true
    })
  }

  private async run(job: Job): Promise<void> {
    const handler = this.handlers.get(job.name)
    // Jobs claimed together wait for each other: by now another worker may have taken this one over.
    if (!(await this.whileOurs(job, { leaseUntil: this.clock.now() + LEASE_MS }))) return
    const heartbeat = setInterval(() => {
      // A beat that fails is made up for by the next; without any, the lease ends.
      this.whileOurs(job, { leaseUntil: this.clock.now() + LEASE_MS }).catch(() => undefined)
    }, HEARTBEAT_MS)
    try {
      // Its worker died each time: one that brings the process down must not do so for ever.
      if (job.attempts > ATTEMPTS) throw new Error('The worker died at every attempt')
      if (!handler) throw new Error(`No handler for job ${job.name}`)
      await handler((job.payload ?? {}) as Record<string, unknown>)
      clearInterval(heartbeat)
      await this.whileOurs(job, { state: 'done', doneAt: this.clock.now(), lastError: null })
    } catch (error) {
      clearInterval(heartbeat)
      const given = job.attempts >= ATTEMPTS
      const message = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown'
      this.log.error({ job: job.name, slot: job.slot, attempts: job.attempts, given, message }, 'job failed')
      await this.whileOurs(
        job,
        given
          ? { state: 'failed', lastError: message, doneAt: this.clock.now() }
          : { state: 'waiting', lastError: message, runAt: this.clock.now() + 2 ** job.attempts * 1000 },
      )
    }
  }

  async sweep(): Promise<void> {
    const before = this.clock.now() - KEEP_MS
    await this.database.transaction((tx) =>
      tx
        .createQueryBuilder()
        .delete()
        .from(Job)
        .where('state = :done AND doneAt < :before', { done: 'done', before })
        .execute(),
    )
  }
}
