import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Seal } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { idsFrom } from '../../platform/ids'
import { KeyringEntry, keyFor } from '../../platform/keys'
import type { Actor, Ledger } from '../ledger'
import { Ballot, Poll } from './polls.entities'
import { alongIds } from './polls.scan'
import { type BallotOrigin, type CityNetworks, stampPaper, traceOf, writtenTrace } from './polls.traces.rules'

/** How long after a poll's end its traces may be looked at: as long as somebody may still ask why. */
export const TRACES_KEPT_MS = 30 * 24 * 3600_000
const CHUNK = 2_000
/** A clock may have been set back since the poll was made. */
const CLOCK_MARGIN = 7 * 24 * 3600_000
const keyName = (pollId: string) => `trace.${pollId}`

/**
 * What is kept of where a ballot came from, under a key of that poll alone. Some weeks after its end the traces are
 * cleared and the key is destroyed: then not even the bureau can tell which address was which.
 */
export class BallotTraces {
  private readonly keys = new Map<string, Promise<Buffer>>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly seal: Seal,
    readonly city: CityNetworks,
  ) {}

  /** Null where nothing is known, as of what was said in chat. */
  async of(poll: Poll, origin: BallotOrigin | undefined, castAt: number): Promise<string | null> {
    if (!origin) return null
    const trace = traceOf(await this.keyOf(poll.id), origin, castAt, this.city.of(origin.address))
    return trace && writtenTrace(trace)
  }

  /** A stamp to go out with the questions of an open poll; null where no ballot will come back. */
  async stamp(poll: Poll): Promise<string | null> {
    const now = this.clock.now()
    if (poll.openedAt === null || poll.frozenAt !== null || now < poll.opensAt || now >= poll.closesAt)
      return null
    return stampPaper(await this.keyOf(poll.id), now)
  }

  /** False from when they have been cleared. */
  async areKept(poll: Poll): Promise<boolean> {
    return poll.frozenAt === null || this.database.reads.existsBy(KeyringEntry, { name: keyName(poll.id) })
  }

  /** The clock's part. May run twice. @returns of how many polls */
  async purgeDue(actor: Actor): Promise<number> {
    const kept = await this.database.select("SELECT name FROM keyring WHERE name LIKE 'trace.%'", [])
    let purged = 0
    for (const { name } of kept) {
      const id = String(name).slice('trace.'.length)
      const poll = await this.database.reads.findOneBy(Poll, { id })
      if (!poll?.frozenAt || this.clock.now() < poll.frozenAt + TRACES_KEPT_MS) continue
      const cleared = await this.clear(poll)
      await this.database.transaction(async (tx) => {
        const { affected } = await tx.delete(KeyringEntry, { name: keyName(id) })
        if (affected === 0) return
        await this.ledger.append(
          tx,
          actor,
          'polls.purge_traces',
          { type: 'poll', id },
          { after: { cleared } },
        )
      })
      this.keys.delete(id)
      purged++
    }
    return purged
  }

  private async clear({ id, createdAt }: Poll): Promise<number> {
    const { ballots, ofPoll } = alongIds(this.database.kind)
    let after = idsFrom(createdAt - CLOCK_MARGIN)
    for (let cleared = 0; ; ) {
      const rows = await this.database.select(
        `SELECT id FROM ${ballots} WHERE id > ? AND ${ofPoll} AND trace IS NOT NULL ORDER BY id LIMIT ${CHUNK}`,
        [after, id],
      )
      if (rows.length === 0) return cleared
      const places = rows.map(() => '?').join(', ')
      await this.database.transaction((tx) =>
        tx.query(
          `UPDATE ballots SET trace = NULL WHERE id IN (${places})`,
          rows.map((row) => row.id),
        ),
      )
      cleared += rows.length
      after = String(rows.at(-1)?.id)
    }
  }

  private keyOf(pollId: string): Promise<Buffer> {
    let key = this.keys.get(pollId)
    if (!key) {
      if (this.keys.size > 1_000) this.keys.clear()
      key = keyFor(this.database, this.seal, keyName(pollId))
      key.catch(() => this.keys.delete(pollId))
      this.keys.set(pollId, key)
    }
    return key
  }
}

/** Whoever leaves takes along where his ballots came from. */
export async function eraseTraces(tx: EntityManager, residentId: string): Promise<void> {
  await tx
    .createQueryBuilder()
    .update(Ballot)
    .set({ trace: null })
    .where('poll_id IN (SELECT id FROM polls) AND resident_id = :residentId AND trace IS NOT NULL', {
      residentId,
    })
    .execute()
}
