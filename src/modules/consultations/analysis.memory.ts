/** Remembers the latest of what was asked for: beyond `most` the half that was asked for least recently is forgotten. */
export class Recent<T> {
  private young = new Map<string, T>()
  private old = new Map<string, T>()

  constructor(private readonly most: number) {}

  get(key: string): T | undefined {
    const young = this.young.get(key)
    if (young !== undefined) return young
    const old = this.old.get(key)
    if (old !== undefined) this.put(key, old)
    return old
  }

  put(key: string, value: T): T {
    this.young.set(key, value)
    if (this.young.size > this.most / 2) {
      this.old = this.young
      this.young = new Map()
    }
    return value
  }

  delete(key: string): void {
    this.young.delete(key)
    this.old.delete(key)
  }
}
