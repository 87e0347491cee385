import { Entity, type EntityManager } from 'typeorm'
import { Id, Key, Text } from './entity-columns'

/** What a row adds to an append-only log, in the commit that holds the row. */
export interface LogLeaf {
  /** Subject of the log: a poll, a consultation. */
  log: string
  /** 48 bytes in base64: 64 characters without padding, so that entries stand side by side. */
  entry: string
}

export const ENTRY_CHARACTERS = 64

/**
 * Entries that are committed with their rows and wait to be put into the log, one row a batch: whoever sequences them
 * misses none and takes none twice, and the lane keeps no counter.
 */
@Entity('log_intake')
export class LogIntake {
  /** Of the batch's first row in this log. */
  @Id() id!: string
  @Key({ length: 26 }) logId!: string
  @Text() entries!: string
}

/** Collects what the rows of a batch add, one intake row a log. */
export class Intake {
  private readonly byLog = new Map<string, { id: string; entries: string[] }>()

  /** @param id of the row, unique over all tables of the lane */
  add(id: string, leaf: LogLeaf | undefined): void {
    if (!leaf) return
    const found = this.byLog.get(leaf.log)
    if (found) found.entries.push(leaf.entry)
    else this.byLog.set(leaf.log, { id, entries: [leaf.entry] })
  }

  rows(): [id: string, logId: string, entries: string][] {
    return [...this.byLog].map(([log, { id, entries }]) => [id, log, entries.join('')])
  }
}

/** For what staff enter, in their own transaction. */
export async function takeIntoLog(tx: EntityManager, id: string, { log, entry }: LogLeaf): Promise<void> {
  await tx.insert(LogIntake, { id, logId: log, entries: entry })
}
