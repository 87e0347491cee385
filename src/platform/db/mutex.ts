/** Runs pieces of work one after the other, in the order they came; a failed one does not stop the next. */
export class Mutex {
  private tail: Promise<unknown> = Promise.resolve()

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.tail.then(work, work)
    this.tail = mine.catch(() => undefined)
    return mine
  }
}
