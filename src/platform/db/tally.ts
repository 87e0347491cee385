import { Entity, type EntityManager, In } from 'typeorm'
import { shanghaiDay } from '../calendar'
import { Count, PrimaryKey } from './entity-columns'

/** A counter that moves in the commit of the row it counts: no path of a request ever counts rows. */
@Entity('tallies')
export class Tally {
  @PrimaryKey({ length: 26 }) subject!: string
  @PrimaryKey({ length: 80 }) item!: string
  @Count() votes!: number
}

/** Subject of what has come in on the Shanghai day of an instant, over everything: `attempts`, `comments`, … */
export const todaySubject = (instant: number) => `day:${shanghaiDay(instant)}`

/** All counters of one subject (a poll, a quiz, a consultation), by item. */
export async function readTallies(manager: EntityManager, subject: string): Promise<Map<string, number>> {
  const rows = await manager.findBy(Tally, { subject })
  return new Map(rows.map((row) => [row.item, row.votes]))
}

/** One counter of each of several subjects, for a list of them; one that never moved is left out. */
export async function readCounter(
  manager: EntityManager,
  subjects: readonly string[],
  item: string,
): Promise<Map<string, number>> {
  if (subjects.length === 0) return new Map()
  const rows = await manager.findBy(Tally, { subject: In([...subjects]), item })
  return new Map(rows.map((row) => [row.subject, row.votes]))
}

/**
 * Moves counters within a transaction of staff; residents' counters move in the write lane. In the lane's order, so
 * that the two never deadlock.
 */
export async function moveTallies(
  tx: EntityManager,
  moves: readonly (readonly [subject: string, item: string, by: number])[],
): Promise<void> {
  const upsert =
    tx.dataSource.options.type === 'mysql'
      ? 'ON DUPLICATE KEY UPDATE votes = votes + VALUES(votes)'
      : 'ON CONFLICT (subject, item) DO UPDATE SET votes = votes + excluded.votes'
  if (moves.length === 0) return
  const sorted = [...moves].sort((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1))
  const values = sorted.map(() => '(?, ?, ?)').join(', ')
  await tx.query(`INSERT INTO tallies (subject, item, votes) VALUES ${values} ${upsert}`, sorted.flat())
}
