import type { InboxMessage } from './types'

/** Last messages of people, within one limit over all of them, so that a million sends do not fill the memory. */
export class Inboxes {
  private readonly boxes = new Map<string, InboxMessage[]>()
  private readonly order: string[] = []
  private oldest = 0

  constructor(private readonly keep: number) {}

  get open(): boolean {
    return this.keep > 0
  }

  put(openid: string, message: InboxMessage): void {
    if (this.keep <= 0) return
    const box = this.boxes.get(openid)
    if (box) box.push(message)
    else this.boxes.set(openid, [message])
    this.order.push(openid)
    if (this.order.length - this.oldest > this.keep) this.forgetOne()
  }

  of(openid: string): InboxMessage[] {
    return [...(this.boxes.get(openid) ?? [])]
  }

  private forgetOne(): void {
    const openid = this.order[this.oldest] as string
    this.oldest += 1
    const box = this.boxes.get(openid)
    box?.shift()
    if (box?.length === 0) this.boxes.delete(openid)
    if (this.oldest > this.keep) {
      this.order.splice(0, this.oldest)
      this.oldest = 0
    }
  }
}
