/** Work under the same key is done one after the other, work under different keys at once. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>()

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(key) ?? Promise.resolve()).then(work, work)
    this.last.set(key, mine)
    const forget = () => {
      if (this.last.get(key) === mine) this.last.delete(key)
    }
    mine.then(forget, forget)
    return mine
  }
}
