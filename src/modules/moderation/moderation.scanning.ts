import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { idsFrom, newId } from '../../platform/ids'
import { ContentCheck, ContentCheckCursor } from './moderation.entities'
import type { ResidentText, TextSource } from './moderation.sources'

/** Rows looked at in one transaction, and how often in one tick: the next tick goes on from the cursor. */
const CHUNK = 500
const ROUNDS = 40
/** An id is given before its row is committed: no request lives as long as this. */
const SETTLED_MS = 120_000

/**
 * Finds new texts without touching the path on which they come in. A first cursor follows closely; a second one walks
 * the same way two minutes behind, when whatever was under way has been committed, so that none is ever missed.
 */
export class TextLookout {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sources: readonly TextSource[],
  ) {}

  /** @returns how many texts were put down for a check */
  async look(): Promise<number> {
    const settled = idsFrom(this.clock.now() - SETTLED_MS)
    let found = 0
    for (const source of this.sources) {
      found += await this.follow(source, source.type, null)
      found += await this.follow(source, `${source.type}.settled`, settled)
    }
    return found
  }

  private async follow(source: TextSource, name: string, before: string | null): Promise<number> {
    let found = 0
    for (let round = 0; round < ROUNDS; round++) {
      const cursor = await this.database.reads.findOneBy(ContentCheckCursor, { name })
      const { texts, last } = await source.after(cursor?.afterId ?? '', before, CHUNK)
      if (last === null) break
      try {
        found += await this.database.transaction(async (tx) => {
          const added = await this.putDown(tx, source, texts)
          await advance(tx, name, last)
          return added
        })
      } catch (error) {
        // Another worker looks too: it has them.
        if (!isDuplicate(error)) throw error
        break
      }
    }
    return found
  }

  private async putDown(
    tx: EntityManager,
    { type }: TextSource,
    texts: readonly ResidentText[],
  ): Promise<number> {
    if (texts.length === 0) return 0
    const ids = texts.map((t) => t.id)
    const known = await tx.find(ContentCheck, {
      select: { id: true, subjectId: true },
      where: { subjectType: type, subjectId: In(ids) },
    })
    const have = new Set(known.map((c) => c.subjectId))
    const now = this.clock.now()
    const rows = texts
      .filter((t) => !have.has(t.id))
      .map((t) => ({
        id: newId(now),
        subjectType: type,
        subjectId: t.id,
        state: 'pending' as const,
        label: null,
        attempts: 0,
        dueAt: now,
        writtenAt: t.writtenAt,
        checkedAt: null,
        decidedBy: null,
        decidedAt: null,
      }))
    for (let at = 0; at < rows.length; at += 50) await tx.insert(ContentCheck, rows.slice(at, at + 50))
    return rows.length
  }
}

/** Never back: a slower worker must not undo what a faster one has seen. */
async function advance(tx: EntityManager, name: string, afterId: string): Promise<void> {
  const cursor = await findForUpdate(tx, ContentCheckCursor, { name })
  if (!cursor) await tx.insert(ContentCheckCursor, { name, afterId })
  else if (cursor.afterId < afterId) await tx.update(ContentCheckCursor, { name }, { afterId })
}
