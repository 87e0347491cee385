import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { idsFrom, newId, timeOf } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { type ChunkPlan, planChunk } from './analysis.chunk'
import { type Raw, ReadingDesk } from './analysis.desk'
import type { Analysis } from './analysis.entities'
import { Finishing } from './analysis.finishing'
import { Recent } from './analysis.memory'
import { Pace } from './analysis.pace'
import { advance, endLease, Outdated, takeLease } from './analysis.state'
import { writeChunk } from './analysis.writing'

/** Comments of one commit: on SQLite few, as residents' votes wait for it. */
const CHUNK = { sqlite: 200, mysql: 1_000 }
/** How many drafts are kept read. */
const DESKS = 8
/** A worker has other jobs: after so long it looks at them before it goes on. */
const STEP_MS = 1_500
/** Ids are made before rows are committed: what is this much older than the last one may still come to light. */
const LATE_MS = 10 * 60_000
/** So often others may change the analysis under a step before it is left to the next tick. */
const ATTEMPTS = 20
const MORE = 'consultations.analyse-more'

/** Where a consultation is gone through from: on from the last comment, from a little before it, from the first. */
type Sweep = 'on' | 'late' | 'all'

interface Kept {
  desk: ReadingDesk
  /** As this process left it; anybody else's change makes it begin anew, as an erased text may still be known here. */
  revision: number
  sweep: Sweep
  after: string
  /** Groups that grew since campaigns were looked for; null: all of them are to be looked at. */
  touched: Set<string> | null
  /** Articles that are still to be looked at for topics; null: not asked yet. */
  articles: string[] | null
}

/** 意见分析: reads what has come in and groups it, a chunk a commit, however often it is called and by how many. */
export class Analysing {
  private readonly worker: string
  private readonly finishing: Finishing
  private readonly kept = new Recent<Kept>(DESKS)
  /** Counters that do not add up though every comment has been looked at: not looked at again until they change. */
  private readonly odd = new Map<string, number>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {
    this.worker = newId(clock.now())
    this.finishing = new Finishing(database)
    jobs.handle(MORE, ({ consultationId }) => this.goOn(String(consultationId)))
  }

  /** A tick: one step for every consultation that waits, and a job to go on with where that is not enough. */
  async run(): Promise<void> {
    for (const id of await this.waiting()) await this.goOn(id)
  }

  /** A whole consultation, however long it takes. */
  async analyse(consultationId: string): Promise<void> {
    while ((await this.step(consultationId)) !== 'done');
  }

  private async goOn(consultationId: string): Promise<void> {
    if ((await this.step(consultationId)) === 'done') return
    const slot = `${consultationId} ${newId(this.clock.now())}`
    await this.database.transaction((tx) =>
      this.jobs.enqueue(tx, MORE, slot, { payload: { consultationId } }),
    )
  }

  /** Consultations with comments that are not analysed, or with groups to mend: one look at the counters. */
  private async waiting(): Promise<string[]> {
    const rows = await this.database.select(
      `SELECT c.id, COALESCE(t.votes, 0) - COALESCE(a.analysed, 0) - COALESCE(a.erased, 0) AS missing,
         EXISTS (SELECT 1 FROM comment_groups g WHERE g.consultation_id = c.id AND g.is_stale = 1) AS stale
       FROM consultations c
       LEFT JOIN tallies t ON t.subject = c.id AND t.item = 'comments'
       LEFT JOIN analyses a ON a.consultation_id = c.id
       WHERE c.opened_at IS NOT NULL`,
      [],
    )
    return rows
      .filter((row) => {
        const missing = Number(row.missing)
        return Number(row.stale) === 1 || (missing !== 0 && this.odd.get(String(row.id)) !== missing)
      })
      .map((row) => String(row.id))
  }

  /** Some work on one consultation; done also where another worker is at it. */
  private async step(consultationId: string): Promise<'done' | 'more'> {
    for (let attempt = 1; ; attempt++) {
      const state = await takeLease(this.database, consultationId, this.worker, this.clock.now())
      if (!state) return 'done'
      try {
        return await this.work(state)
      } catch (error) {
        this.kept.delete(consultationId)
        if (!(error instanceof Outdated) || attempt >= ATTEMPTS) throw error
      } finally {
        await endLease(this.database, consultationId, this.worker)
      }
    }
  }

  private async work(begun: Analysis): Promise<'done' | 'more'> {
    const { consultationId } = begun
    const pace = new Pace(STEP_MS)
    const known = this.kept.get(consultationId)
    const kept = known?.revision === begun.revision ? known : await this.fresh(begun)
    const now = this.clock.now()
    let state = await this.finishing.mend(begun, kept.desk, now, pace)
    state = await this.chunks(state, kept, pace)
    if (!pace.isOver && kept.articles === null) kept.articles = await this.finishing.articles(state)
    if (kept.articles) {
      for (; kept.articles.length > 0 && !pace.isOver; kept.articles.shift())
        state = await this.finishing.topics(state, kept.articles[0]!, now, pace)
    }
    const isDone = !pace.isOver && kept.articles?.length === 0
    if (isDone) {
      state = await this.finishing.campaigns(state, kept.touched, now)
      state = await advance(this.database, state, now, async () => ({ topicsAt: now }))
      Object.assign(kept, { touched: new Set(), articles: null })
    }
    kept.revision = state.revision
    this.kept.put(consultationId, kept)
    return isDone ? 'done' : 'more'
  }

  private async fresh({ consultationId, revision, upto }: Analysis): Promise<Kept> {
    const desk = await ReadingDesk.open(this.database, consultationId)
    return { desk, revision, sweep: 'on', after: lookBack(upto), touched: null, articles: null }
  }

  /**
   * Comments that nobody has analysed, until there are none or the step is over. On MariaDB the next chunk is read and
   * placed while the one before is being written; on SQLite one after the other, as nothing is gained there.
   */
  private async chunks(from: Analysis, kept: Kept, pace: Pace): Promise<Analysis> {
    let state = from
    let writing: { plan: ChunkPlan; done: Promise<Analysis> } | null = null
    const settle = async () => {
      if (writing) state = await writing.done
      writing = null
    }
    try {
      while (!pace.isOver) {
        const rows = await this.next(from.consultationId, kept.after)
        const last = rows.at(-1)
        if (!last) {
          await settle()
          if (await this.sweepAgain(state, kept)) continue
          return state
        }
        const fresh = await this.unread(rows.filter((c) => c.state === 'received'))
        if (fresh.length > 0) {
          const now = this.clock.now()
          const plan = await planChunk(
            kept.desk,
            from.consultationId,
            fresh,
            now,
            pace,
            writing?.plan ?? null,
          )
          await settle()
          const done = this.write(state, plan, last.id, kept, now)
          writing = { plan, done }
          // Whatever goes wrong meanwhile with the next one, this one is waited for below.
          done.catch(() => undefined)
          if (this.database.kind === 'sqlite') await settle()
        }
        kept.after = last.id
      }
      await settle()
      return state
    } catch (error) {
      await writing?.done.catch(() => undefined)
      throw error
    }
  }

  private async next(consultationId: string, after: string): Promise<(Raw & { state: string })[]> {
    const rows = await this.database.select(
      'SELECT id, clause_id, text, received_at, state FROM comments WHERE consultation_id = ? AND id > ? ORDER BY id LIMIT ?',
      [consultationId, after, CHUNK[this.database.kind]],
    )
    return rows.map((row) => ({
      id: String(row.id),
      clauseId: row.clause_id === null ? null : String(row.clause_id),
      text: String(row.text),
      receivedAt: Number(row.received_at),
      state: String(row.state),
    }))
  }

  private write(state: Analysis, plan: ChunkPlan, last: string, kept: Kept, now: number): Promise<Analysis> {
    const upto = [last, state.upto].sort().at(-1)
    for (const { groupId } of plan.analyses) kept.touched?.add(groupId)
    kept.articles = null
    return advance(this.database, state, now, async (tx) => ({
      ...(await writeChunk(tx, state, plan)),
      upto,
    }))
  }

  /** A row with an older id may have become visible after a younger one was analysed: the counters tell. */
  private async sweepAgain(state: Analysis, kept: Kept): Promise<boolean> {
    const { consultationId, analysed, erased, upto } = state
    const [row] = await this.database.select(
      "SELECT votes FROM tallies WHERE subject = ? AND item = 'comments'",
      [consultationId],
    )
    const missing = Number(row?.votes ?? 0) - analysed - erased
    if (missing === 0) this.odd.delete(consultationId)
    else if (kept.sweep === 'all') this.odd.set(consultationId, missing)
    const next = missing > 0 ? ({ on: 'late', late: 'all', all: 'on' } as const)[kept.sweep] : 'on'
    kept.sweep = next
    if (next === 'late') kept.after = lookBack(upto)
    if (next === 'all') kept.after = ''
    return next !== 'on'
  }

  private async unread(rows: readonly Raw[]): Promise<Raw[]> {
    if (rows.length === 0) return []
    const found = await this.database.selectByKeys(
      'comment_analyses',
      ['comment_id'],
      'comment_id',
      rows.map((r) => r.id),
    )
    const read = new Set(found.map((row) => String(row.comment_id)))
    return rows.filter((r) => !read.has(r.id))
  }
}

/** The beginning of the ids that may still come to light before this one. */
const lookBack = (id: string) => (id === '' ? '' : idsFrom(timeOf(id) - LATE_MS))
