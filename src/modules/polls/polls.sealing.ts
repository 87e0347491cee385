import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate, type Select } from '../../platform/db/database'
import type { Actor, Ledger } from '../ledger'
import { PART, partRoot, type ReceiptKeys, rootOf, rowBytes } from '../receipts'
import { Poll, PollRows } from './polls.entities'
import { ChoiceReader, scanBallots } from './polls.scan'

/** So many ballots are sealed in the transaction that freezes the tally; more of them right behind it. */
export const SEALED_AT_ONCE = 5_000
const SALT_BYTES = 16
const BUCKETS = 256
/** Parts of one INSERT. */
const PARTS = 40
/** Rows after which others have their turn. */
const TURN = 2_000
const AGAIN_MS = 10 * 60_000

interface Bucket {
  /** 48 bits of each row's hash, behind the eight that chose the bucket. */
  keys: number[]
  choices: number[]
  salts: Buffer
}

/**
 * The rows that a poll publishes, in the order of their hashes. Each carries a salt that only the bureau can compute, so
 * the order says nothing about who voted when, and equal choices are still different rows, each with its own hash.
 */
export class SortedRows {
  private readonly buckets: Bucket[] = Array.from({ length: BUCKETS }, () => ({
    keys: [],
    choices: [],
    salts: Buffer.alloc(0),
  }))
  private readonly numbers = new Map<string, number>()
  private readonly texts: string[] = []

  size = 0

  add(salt: Buffer, choices: string): void {
    this.size++
    const hash = rowBytes(salt.toString('base64url'), choices)
    const bucket = this.buckets[hash.charCodeAt(0)] as Bucket
    let number = this.numbers.get(choices)
    if (number === undefined) {
      number = this.texts.push(choices) - 1
      this.numbers.set(choices, number)
    }
    const at = bucket.keys.length * SALT_BYTES
    if (at === bucket.salts.length) {
      const grown = Buffer.alloc(Math.max(64 * SALT_BYTES, at * 2))
      bucket.salts.copy(grown)
      bucket.salts = grown
    }
    salt.copy(bucket.salts, at)
    bucket.keys.push(keyOf(hash))
    bucket.choices.push(number)
  }

  *[Symbol.iterator](): Generator<{ salt: string; choices: string; hash: string }> {
    for (const { keys, choices, salts } of this.buckets) {
      const row = (i: number) => {
        const salt = salts.toString('base64url', i * SALT_BYTES, (i + 1) * SALT_BYTES)
        const text = this.texts[choices[i] as number] as string
        return { salt, choices: text, hash: rowBytes(salt, text) }
      }
      const order = Uint32Array.from(keys.keys())
      order.sort((a, b) => {
        const difference = (keys[a] as number) - (keys[b] as number)
        return difference !== 0 ? difference : row(a).hash < row(b).hash ? -1 : 1
      })
      for (const i of order) yield row(i)
    }
  }
}

/** The six bytes behind the one that chose the bucket, as a number. */
function keyOf(hash: string): number {
  let key = 0
  for (let i = 1; i <= 6; i++) key = key * 256 + hash.charCodeAt(i)
  return key
}

export interface SealedRows {
  rows: number
  /** Base64. */
  rowsRoot: string
}

/** Fixes what a closed poll publishes of its ballots. Whoever does it, and how often, the rows are the same. */
export class RowSealing {
  private readonly running = new Set<string>()
  private readonly refused = new Map<string, number>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly keys: ReceiptKeys,
  ) {}

  /**
   * In the transaction that freezes a small poll.
   * @returns null where there are not as many ballots as were counted: then nothing is published of them
   */
  async within(tx: EntityManager, poll: Poll, ballots: number): Promise<SealedRows | null> {
    const sorted = await this.sort((sql, params) => tx.query(sql, params), poll)
    if (sorted.size !== ballots) return null
    return this.store(sorted, poll.id, (parts) => insertParts(tx, parts))
  }

  /** The clock's part: seals what was frozen with too many ballots to do it there. @returns how many */
  async sealDue(actor: Actor): Promise<number> {
    const due = await this.database.select(
      'SELECT p.id FROM polls p JOIN logs l ON l.id = p.id WHERE p.frozen_at IS NOT NULL AND p.sealed_at IS NULL',
      [],
    )
    for (const { id } of due) await this.seal(actor, String(id))
    return due.length
  }

  private async seal(actor: Actor, id: string): Promise<void> {
    const now = this.clock.now()
    if (this.running.has(id) || (this.refused.get(id) ?? 0) > now) return
    this.running.add(id)
    // Only a person can help where the ballots are not those that were counted: no need to say so every five seconds.
    this.refused.set(id, now + AGAIN_MS)
    try {
      const poll = await this.database.reads.findOneByOrFail(Poll, { id })
      const sorted = await this.sort((sql, params) => this.database.select(sql, params), poll)
      if (sorted.size !== poll.finalTally?.ballots)
        throw new Error(
          `Poll ${id}: ${sorted.size} ballots, ${poll.finalTally?.ballots} counted; npm run recount tells`,
        )
      const insert = (parts: PollRows[]) => this.database.transaction((tx) => insertParts(tx, parts))
      const { rows, rowsRoot } = await this.store(sorted, id, insert)
      await this.database.transaction(async (tx) => {
        const current = await findForUpdate(tx, Poll, { id })
        if (!current?.finalTally || current.sealedAt !== null) return
        const change = { sealedAt: this.clock.now(), finalTally: { ...current.finalTally, rowsRoot } }
        await tx.update(Poll, { id }, change)
        await this.ledger.append(tx, actor, 'polls.seal', { type: 'poll', id }, { after: { rows, rowsRoot } })
      })
      this.refused.delete(id)
    } finally {
      this.running.delete(id)
    }
  }

  private async sort(select: Select, poll: Poll): Promise<SortedRows> {
    const reader = new ChoiceReader()
    const sorted = new SortedRows()
    for await (const ballots of scanBallots(select, this.database.kind, poll)) {
      for (const { id, answers } of ballots) sorted.add(this.keys.rowSaltOf(poll.id, id), reader.of(answers))
      await turn()
    }
    return sorted
  }

  private async store(
    sorted: SortedRows,
    pollId: string,
    insert: (parts: PollRows[]) => Promise<void>,
  ): Promise<SealedRows> {
    const roots: Buffer[] = []
    let lines: string[] = []
    let leaves: string[] = []
    const parts: PollRows[] = []
    let rows = 0
    const close = () => {
      const hash = partRoot(leaves)
      const content = lines.join('\n')
      parts.push({ pollId, number: roots.length, size: lines.length, hash, content })
      roots.push(Buffer.from(hash, 'base64'))
      lines = []
      leaves = []
    }
    for (const { salt, choices, hash } of sorted) {
      rows++
      lines.push(`${salt} ${choices}`)
      leaves.push(hash)
      if (lines.length === PART) close()
      if (parts.length === PARTS) await insert(parts.splice(0))
      if (rows % TURN === 0) await turn()
    }
    if (lines.length > 0) close()
    if (parts.length > 0) await insert(parts)
    // Equal full trees, the last less: their roots are parted as RFC 6962 would part the rows.
    return { rows, rowsRoot: rootOf(roots).toString('base64') }
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** What an interrupted run has left is the same, and stays. */
async function insertParts(tx: EntityManager, parts: readonly PollRows[]): Promise<void> {
  const verb = tx.dataSource.options.type === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE'
  const places = parts.map(() => '(?, ?, ?, ?, ?)').join(', ')
  const values = parts.flatMap((p) => [p.pollId, p.number, p.size, p.hash, p.content])
  await tx.query(`${verb} INTO poll_rows (poll_id, number, size, hash, content) VALUES ${places}`, values)
}
