import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { moveTallies } from '../../platform/db/tally'
import type { ModelClient } from '../../platform/model/model.client'
import { Analysis, CommentAnalysis, CommentGroupRow } from './analysis.entities'
import { counterItems, labelsOf } from './analysis.labels'
import { Recent } from './analysis.memory'
import {
  instructions,
  isUnsure,
  labelsFrom,
  type ModelLabels,
  modelAnswer,
  readOf,
  shownToModel,
} from './analysis.model'
import { coreOf, plainOf } from './analysis.sentences'
import { Comment } from './consultations.entities'

const LOOKED_AT = 200
const ASKED_AT_ONCE = 20
const REMEMBERED = 2_000
/** A tick asks for so long and leaves the rest to the next one. */
const STEP_MS = 20_000

/** What is known after asking; `later`: nobody could be asked now. */
type Outcome = ModelLabels | 'none' | 'later'

/**
 * Asks a language model about comments of which the rules are not sure: the first of each group, and those that say
 * letter by letter the same. Comments have the rules' labels long before, and keep them where nothing sensible comes back.
 */
export class ModelAsking {
  /** By the words that were sent. */
  private readonly answers = new Recent<ModelLabels | 'none'>(REMEMBERED)
  private readonly flights = new Map<string, Promise<Outcome>>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly model: ModelClient | null,
  ) {}

  /** A tick; without a model nothing is looked at. */
  async run(): Promise<void> {
    const { model } = this
    if (!model) return
    const begun = performance.now()
    const rows = await this.database.select(
      'SELECT consultation_id FROM analyses WHERE asked_upto < upto',
      [],
    )
    for (const row of rows) {
      const id = String(row.consultation_id)
      while ((await this.step(model, id)) === 'more') if (performance.now() - begun > STEP_MS) return
    }
  }

  private async step(model: ModelClient, consultationId: string): Promise<'done' | 'more' | 'later'> {
    const state = await this.database.reads.findOneBy(Analysis, { consultationId })
    if (!state) return 'done'
    const rows = await this.database.reads
      .createQueryBuilder(CommentAnalysis, 'a')
      .where('a.consultationId = :consultationId AND a.commentId > :from AND a.commentId <= :upto', {
        consultationId,
        from: state.askedUpto,
        upto: state.upto,
      })
      .orderBy('a.commentId', 'ASC')
      .limit(LOOKED_AT)
      .getMany()
    const texts = await this.askable(rows)
    const found = new Map<string, ModelLabels>()
    let passed = rows.length === 0 ? state.upto : state.askedUpto
    for (let at = 0; at < rows.length; at += ASKED_AT_ONCE) {
      const some = rows.slice(at, at + ASKED_AT_ONCE)
      const outcomes = await Promise.all(some.map((row) => this.ask(model, texts.get(row.commentId))))
      for (const [i, { commentId }] of some.entries()) {
        const outcome = outcomes[i]!
        if (outcome === 'later') {
          await this.keep(consultationId, found, passed)
          return 'later'
        }
        if (outcome !== 'none') found.set(commentId, outcome)
        passed = commentId
      }
    }
    await this.keep(consultationId, found, passed)
    return rows.length === 0 ? 'done' : 'more'
  }

  /** Texts of those that a model may be asked about. */
  private async askable(rows: readonly CommentAnalysis[]): Promise<Map<string, string>> {
    const open = rows.filter((r) => r.model === null && r.person === null && isUnsure(r.machine))
    if (open.length === 0) return new Map()
    const groups = await this.database.reads.find(CommentGroupRow, {
      select: { id: true, firstId: true },
      where: { id: In([...new Set(open.map((r) => r.groupId))]) },
    })
    const firsts = new Set(groups.map((g) => g.firstId))
    const wanted = open.filter((r) => r.isCopy || firsts.has(r.commentId)).map((r) => r.commentId)
    const comments = await this.database.reads.find(Comment, {
      select: { id: true, text: true },
      where: { id: In(wanted), state: 'received' },
    })
    return new Map(comments.map((c) => [c.id, c.text]))
  }

  /** Copies with other stops and signs are one question. */
  private ask(model: ModelClient, text: string | undefined): Promise<Outcome> {
    const shown = text === undefined ? null : shownToModel(text)
    if (shown === null) return Promise.resolve('none')
    const name = coreOf(plainOf(shown))
    const known = this.answers.get(name)
    if (known) return Promise.resolve(known)
    const flight = this.flights.get(name) ?? this.answer(model, shown, name)
    this.flights.set(name, flight)
    return flight.finally(() => this.flights.delete(name))
  }

  private async answer(model: ModelClient, shown: string, name: string): Promise<Outcome> {
    const reply = await model.complete(instructions, JSON.stringify({ text: shown }), modelAnswer)
    if (reply.kind === 'none') return reply.why === 'paused' || reply.why === 'spent' ? 'later' : 'none'
    const labels = labelsFrom(reply.value, shown, model.name, this.clock.now())
    return this.answers.put(name, labels ?? 'none')
  }

  /** Beside the rules' labels; a comment that is gone, judged or answered meanwhile is left as it is. */
  private async keep(
    consultationId: string,
    found: ReadonlyMap<string, ModelLabels>,
    passed: string,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const state = await findForUpdate(tx, Analysis, { consultationId })
      if (!state || passed <= state.askedUpto) return
      const rows =
        found.size === 0 ? [] : await tx.findBy(CommentAnalysis, { commentId: In([...found.keys()]) })
      const moves = new Map<string, number>()
      for (const row of rows) {
        const model = found.get(row.commentId)
        if (!model || row.model !== null || row.person !== null) continue
        const after = { ...row, model }
        const { stance } = labelsOf(readOf(after), row.person)
        await tx.update(CommentAnalysis, { commentId: row.commentId }, { model, stance })
        for (const item of counterItems(readOf(row), row.person)) moves.set(item, (moves.get(item) ?? 0) - 1)
        for (const item of counterItems(readOf(after), row.person))
          moves.set(item, (moves.get(item) ?? 0) + 1)
      }
      await moveTallies(
        tx,
        [...moves].filter(([, by]) => by !== 0).map(([item, by]) => [state.countersId, item, by] as const),
      )
      await tx.update(Analysis, { consultationId }, { askedUpto: passed })
    })
  }
}
