/** How many turns of the event loop the first of a batch waits at most. */
export const TURNS = 6

/** Look-ups that arrive while one is under way go into the next one together, as writes do in the lane. */
export class Gather<V> {
  private waiting = new Map<
    string,
    { resolve: (value: V | undefined) => void; reject: (e: unknown) => void }[]
  >()
  private running = false

  /** @param fetch finds many keys at once; keys without a value are absent from its result */
  constructor(private readonly fetch: (keys: string[]) => Promise<Map<string, V>>) {}

  load(key: string): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      const others = this.waiting.get(key)
      if (others) others.push({ resolve, reject })
      else this.waiting.set(key, [{ resolve, reject }])
      if (!this.running) void this.run()
    })
  }

  private async run(): Promise<void> {
    this.running = true
    while (this.waiting.size > 0) {
      // Turns of the event loop pass while each brings more keys: a message costs the same for one and for many.
      for (let turn = 0, before = 0; turn < TURNS && this.waiting.size > before; turn++) {
        before = this.waiting.size
        await new Promise((resolve) => setImmediate(resolve))
      }
      const batch = this.waiting
      this.waiting = new Map()
      try {
        const found = await this.fetch([...batch.keys()])
        for (const [key, callers] of batch) for (const c of callers) c.resolve(found.get(key))
      } catch (error) {
        for (const callers of batch.values()) for (const c of callers) c.reject(error)
      }
    }
    this.running = false
  }
}
