import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../platform/clock'
import { newId } from '../../platform/ids'
import { holdLock, type Lock } from '../../platform/lock'
import type { Log } from '../../platform/log'
import type { Sent } from './push.channel'
import { cameLine, flightLine, leftLine, type Try } from './push.journal.lines'

/** `worker-flight.how`: open while its worker lives, left behind by a living one, or settled and kept to be looked at. */
const NAME = /^([0-9A-Z]{26})-([0-9A-Z]{26})\.(open|left|settled)$/

/** What a worker that is gone has left behind. */
export interface Relic {
  path: string
  flightId: string
  /** Null where another worker has just settled it. */
  read(): string | null
  /** Nothing of it is needed any more. */
  settled(): void
}

/**
 * The journals of one worker's flights, in a folder of this machine's. Written with plain `write`, never `fsync`: what
 * the kernel has taken outlives a `kill -9`, and after a crash of the machine nothing but what came is believed
 * (docs/decisions/0035). A delivery is named by its id; nothing in a journal names a person.
 */
export class Journals {
  private own: { worker: string; lock: Lock } | null = null

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly log: Log,
    readonly boot: string | null = bootId(),
  ) {}

  /** Nothing is written before something is to leave. */
  flight(campaignId: string): FlightJournal {
    return new FlightJournal(
      newId(this.clock.now()),
      this.clock,
      (flightId) => {
        const path = join(this.folder, `${this.worker()}-${flightId}`)
        const fd = openSync(`${path}.open`, 'ax', 0o600)
        writeSync(fd, flightLine(campaignId, this.boot))
        return { fd, path }
      },
      (error) => this.log.error({ code: (error as NodeJS.ErrnoException).code }, 'push journal not written'),
    )
  }

  /** Journals that nobody writes any more. Those of the living, and files of other names, are passed over. */
  relics(): Relic[] {
    const found: Relic[] = []
    const isGone = new Map<string, boolean>()
    for (const { name, worker, flightId, how } of this.names()) {
      if (how === 'settled') continue
      if (!isGone.has(worker)) isGone.set(worker, this.isGone(worker))
      if (how === 'open' && !isGone.get(worker)) continue
      const path = join(this.folder, name)
      found.push({
        path,
        flightId,
        read: () => quietly(() => readFileSync(path, 'utf8')) ?? null,
        // Another worker may have done so in the same moment.
        settled: () => quietly(() => renameSync(path, path.replace(/\.\w+$/, '.settled'))),
      })
    }
    return found
  }

  /** Takes away old journals that are settled, and the locks of workers that are gone and have no other. */
  tidy(isOld: (flightId: string) => boolean): void {
    const names = this.names()
    const kept = names.filter((n) => n.how !== 'settled' || !isOld(n.flightId))
    for (const n of names) if (!kept.includes(n)) quietly(() => rmSync(join(this.folder, n.name)))
    const needed = new Set(kept.filter((n) => n.how !== 'settled').map((n) => n.worker))
    for (const file of this.files()) {
      const worker = /^([0-9A-Z]{26})\.lock$/.exec(file)?.[1]
      if (worker && !needed.has(worker) && this.isGone(worker)) quietly(() => rmSync(join(this.folder, file)))
    }
  }

  /** Gives the worker's lock up: what it has left open is for others to settle. */
  close(): void {
    this.own?.lock.release()
    this.own = null
  }

  private worker(): string {
    if (this.own) return this.own.worker
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    const worker = newId(this.clock.now())
    const lock = holdLock(this.lockPath(worker))
    // Somebody who tidies up may have looked at it before it was held, and taken it away.
    if (!lock || !this.files().includes(`${worker}.lock`)) {
      lock?.release()
      throw new Error('The lock of a new worker could not be held')
    }
    this.own = { worker, lock }
    return worker
  }

  /** Without its lock file nobody can tell, and nothing is touched. */
  private isGone(worker: string): boolean {
    if (worker === this.own?.worker || !this.files().includes(`${worker}.lock`)) return false
    const lock = holdLock(this.lockPath(worker))
    lock?.release()
    return lock !== null
  }

  private lockPath(worker: string): string {
    return join(this.folder, `${worker}.lock`)
  }

  private files(): string[] {
    return quietly(() => readdirSync(this.folder)) ?? []
  }

  private names() {
    return this.files()
      .sort()
      .flatMap((name) => {
        const [, worker, flightId, how] = NAME.exec(name) ?? []
        return worker && flightId && how ? [{ name, worker, flightId, how }] : []
      })
  }
}

/** What one flight writes down as it happens. */
export class FlightJournal {
  private file: { fd: number; path: string } | null = null
  private isBroken = false

  constructor(
    private readonly id: string,
    private readonly clock: Clock,
    private readonly open: (id: string) => { fd: number; path: string },
    private readonly complain: (error: unknown) => void,
  ) {}

  /**
   * To be called before deliveries are claimed.
   * @returns what they are to be claimed under; null where no journal can be kept, so that none is asked later
   */
  board(): string | null {
    if (this.isBroken) return null
    try {
      this.file ??= this.open(this.id)
      return this.id
    } catch (error) {
      this.fail(error)
      return null
    }
  }

  /** To be called before it leaves. @returns whether it may: what is not written down as having left, others would send */
  leave(tried: Try): boolean {
    return this.write(leftLine(tried))
  }

  came(tried: Try, sent: Sent): void {
    this.write(cameLine(tried, sent, this.clock.now()))
  }

  /** @param isSettled all that it says is in the database; otherwise it is left to be settled */
  end(isSettled: boolean): void {
    if (!this.file) return
    const { fd, path } = this.file
    this.file = null
    try {
      closeSync(fd)
      if (isSettled) rmSync(`${path}.open`, { force: true })
      else quietly(() => renameSync(`${path}.open`, `${path}.left`))
    } catch (error) {
      // It stays as it is until this worker is gone.
      this.complain(error)
    }
  }

  private write(line: string): boolean {
    if (this.isBroken || !this.file) return false
    try {
      if (writeSync(this.file.fd, line) === Buffer.byteLength(line)) return true
      throw new Error('Written in part')
    } catch (error) {
      this.fail(error)
      return false
    }
  }

  private fail(error: unknown): void {
    this.isBroken = true
    this.complain(error)
  }
}

/** The machine's start, as Linux names it; null elsewhere. */
function bootId(): string | null {
  return quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) || null
}

/** @returns undefined where the file is not there (any more) */
function quietly<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
