import { Mutex } from '../../platform/db/mutex'

/**
 * One try at a time per username: eight right passwords at once are no attack, and fifty wrong ones wait until the
 * fifth has locked the account.
 */
export class Turns {
  private readonly queues = new Map<string, { mutex: Mutex; waiting: number }>()

  async take<T>(username: string, attempt: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(username) ?? { mutex: new Mutex(), waiting: 0 }
    this.queues.set(username, queue)
    queue.waiting++
    try {
      return await queue.mutex.run(attempt)
    } finally {
      if (--queue.waiting === 0) this.queues.delete(username)
    }
  }
}
