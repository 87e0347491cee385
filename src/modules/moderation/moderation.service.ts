import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { forbidden, notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { type CheckState, ContentCheck, type TextType } from './moderation.entities'
import { canDecideTexts } from './moderation.policy'
import { notHeld } from './moderation.problems'
import type { TextSource } from './moderation.sources'

/** A held text beside why it is held; null where the writer has erased it. */
export interface HeldText extends ContentCheck {
  text: string | null
}

export type TextDecision = 'release' | 'reject'

const CHUNK = 500

/** What staff do with texts that are not shown, and who may see which text. */
export class HeldTexts {
  private readonly sources: ReadonlyMap<string, TextSource>

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    sources: readonly TextSource[],
  ) {
    this.sources = new Map(sources.map((s) => [s.type, s]))
  }

  /** Oldest first. */
  async list(filter: PageRequest & { state?: CheckState; type?: TextType }): Promise<Page<HeldText>> {
    const query = this.database.reads
      .createQueryBuilder(ContentCheck, 'c')
      .where('c.state = :state', { state: filter.state ?? 'held' })
      .orderBy('c.id', 'ASC')
    if (filter.type) query.andWhere('c.subjectType = :type', { type: filter.type })
    if (filter.cursor) query.andWhere('c.id > :cursor', { cursor: filter.cursor })
    const rows = await query.limit(filter.limit + 1).getMany()
    const texts = await Promise.all(rows.map((row) => this.textOf(row)))
    const held = rows.map((row, i) => ({ ...row, text: texts[i] ?? null }))
    return toPage(
      held,
      filter.limit,
      (row) => row.id,
      (row) => row,
    )
  }

  /** Lets others see a held text, or keeps it from them for good. @throws Problem forbidden, not_found, not_held */
  async decide(actor: StaffActor, id: string, decision: TextDecision): Promise<HeldText> {
    if (!canDecideTexts(actor)) throw forbidden()
    const decided = await this.database.transaction(async (tx) => {
      const check = await findForUpdate(tx, ContentCheck, { id })
      if (!check) throw notFound()
      if (check.state !== 'held') throw notHeld()
      const state = decision === 'release' ? ('released' as const) : ('rejected' as const)
      const change = { state, dueAt: null, decidedBy: actor.id, decidedAt: this.clock.now() }
      await tx.update(ContentCheck, { id }, change)
      const { subjectType, subjectId, label } = check
      await this.ledger.append(
        tx,
        actor,
        'moderation.decide',
        { type: 'held_text', id },
        { before: { state: check.state, label }, after: { state, subjectType, subjectId } },
      )
      return { ...check, ...change }
    })
    return { ...decided, text: await this.textOf(decided) }
  }

  /** The states of texts by the ids of their rows; one that nobody has looked at yet is absent. */
  async statesOf(type: TextType, ids: readonly string[]): Promise<Map<string, CheckState>> {
    const states = new Map<string, CheckState>()
    for (let at = 0; at < ids.length; at += CHUNK) {
      const rows = await this.database.reads.find(ContentCheck, {
        select: { id: true, subjectId: true, state: true },
        where: { subjectType: type, subjectId: In(ids.slice(at, at + CHUNK)) },
      })
      for (const row of rows) states.set(row.subjectId, row.state)
    }
    return states
  }

  private async textOf({ subjectType, subjectId }: ContentCheck): Promise<string | null> {
    return (await this.sources.get(subjectType)?.find(subjectId))?.text ?? null
  }
}
