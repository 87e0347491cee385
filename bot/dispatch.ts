import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatMessages } from '../src/platform/chat/messages'
import { isOutage } from '../src/platform/db/errors'
import type { Log } from '../src/platform/log'
import { Problem } from '../src/platform/problem'
import { type Push, toKeep } from './push'

/** Handles a push and stores the outcome. `isLate()`: nobody waits for the reply on the connection any more. */
export type Handle = (push: Push, isLate: () => boolean) => Promise<string | null>

/** WeChat hangs up after 5 s. */
const BUDGET_MS = 3_500
/** As long as things go wrong, nobody else is kept waiting for what will not come. */
const STRUGGLING_MS = 300
const LOOK_MS = 100
/** Pushes that could not be stored: kept here until the database is back. */
const MOST_KEPT = 5_000

interface UnderWay {
  answer: Promise<string | null>
  late: boolean
}

/** More is waiting than this process can hold: WeChat shall try again. */
export class TooMuch extends Error {}

/** Every push is handled once and every retry answered alike, on time or afterwards. */
export class Dispatch {
  private readonly underWay = new Map<string, UnderWay>()
  private readonly kept = new Map<string, Push>()
  private struggling = false

  constructor(
    private readonly messages: ChatMessages,
    private readonly handle: Handle,
    private readonly log: Log,
    private readonly budgetMs = BUDGET_MS,
  ) {}

  /** @returns the reply, null for `success` @throws TooMuch */
  async answer(push: Push): Promise<string | null> {
    const { hash } = push
    if (this.kept.has(hash)) return null
    // The database is away and others wait for it: one after the other.
    if (this.kept.size > 0) return this.keep(push)
    const current = this.underWay.get(hash) ?? this.begin(push)
    const budget = this.struggling ? Math.min(STRUGGLING_MS, this.budgetMs) : this.budgetMs
    const timer = new AbortController()
    const inTime = await Promise.race([
      current.answer.then((answer) => ({ answer })),
      sleep(budget, null, { signal: timer.signal }).catch(() => null),
    ])
    timer.abort()
    if (inTime) return current.late ? null : inTime.answer
    current.late = true
    this.struggling = true
    return null
  }

  /** Pushes kept in memory go into the database, the oldest first. @returns whether none is left */
  async store(): Promise<boolean> {
    for (const [hash, push] of this.kept) {
      try {
        await this.messages.accept(hash, toKeep(push))
        // Left to the drain, as if its handler had died.
        await this.messages.failed(hash)
      } catch (error) {
        this.log.warn({ kept: this.kept.size, code: codeOf(error) }, 'chat messages wait for the database')
        return false
      }
      this.kept.delete(hash)
    }
    this.struggling = false
    return true
  }

  /** Resolves when nothing is under way any more. */
  async settle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled([...this.underWay.values()].map((u) => u.answer))
  }

  private begin(push: Push): UnderWay {
    if (this.underWay.size >= MOST_KEPT) throw new TooMuch()
    const entry: UnderWay = { answer: Promise.resolve(null), late: false }
    entry.answer = this.run(push, entry).finally(() => this.underWay.delete(push.hash))
    // Whoever waits sees it; when nobody does any more, it has been logged.
    entry.answer.catch(() => undefined)
    this.underWay.set(push.hash, entry)
    return entry
  }

  private async run(push: Push, entry: UnderWay): Promise<string | null> {
    let accepted: Awaited<ReturnType<ChatMessages['accept']>>
    try {
      accepted = await this.messages.accept(push.hash, toKeep(push))
      // Another instance has it: its answer is this one's too.
      for (let waited = 0; accepted.kind === 'under_way' && waited < this.budgetMs; waited += LOOK_MS) {
        await sleep(LOOK_MS)
        accepted = await this.messages.stand(push.hash)
      }
    } catch (error) {
      this.log.warn({ code: codeOf(error) }, 'a chat message could not be stored')
      return this.keep(push)
    }
    if (accepted.kind === 'answered') return accepted.answer
    if (accepted.kind !== 'mine') return null
    try {
      const answer = await this.handle(push, () => entry.late)
      this.struggling = false
      if (entry.late && answer !== null) await this.messages.deliverLater(push.hash, toKeep(push))
      return answer
    } catch (error) {
      this.log.error({ kind: push.incoming.kind, code: codeOf(error) }, 'a chat message could not be handled')
      entry.late = true
      // Where this fails too, its lease ends.
      await this.messages.failed(push.hash).catch(() => undefined)
      return null
    }
  }

  private keep(push: Push): null {
    if (this.kept.size >= MOST_KEPT) throw new TooMuch()
    this.kept.set(push.hash, push)
    return null
  }
}

/** What kind of failure it was, and nothing of what was said. */
export function codeOf(error: unknown): string {
  if (error instanceof Problem) return error.code
  if (isOutage(error)) return 'database_away'
  return error instanceof Error ? `${error.name} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : 'unknown'
}
