import { Entity, type EntityManager } from 'typeorm'
import { Count, PrimaryKey } from './entity-columns'

/** A counter that moves in the commit of the row it counts: no path of a request ever counts rows. */
@Entity('tallies')
export class Tally {
  @PrimaryKey({ length: 26 }) subject!: string
  @PrimaryKey({ length: 80 }) item!: string
  @Count() votes!: number
}

/** All counters of one subject (a poll, a quiz, a consultation), by item. */
export async function readTallies(manager: EntityManager, subject: string): Promise<Map<string, number>> {
  const rows = await manager.findBy(Tally, { subject })
  return new Map(rows.map((row) => [row.item, row.votes]))
}
