/** What the page needs of the fake WeChat; the real one is not reachable from here. */
export interface SimulatedWechat {
  say(openid: string, text: string): Promise<Pushed>
  follow(openid: string, o?: { unionid?: string }): Promise<Pushed>
  unfollow(openid: string): Promise<Pushed>
  event(
    openid: string,
    fields: { Event: string; EventKey?: string; List?: Record<string, string>[] },
  ): Promise<Pushed>
  /** The person uses the mini-program now. */
  visit(appId: string, openid: string): void
  inbox(openid: string): SeenMessage[]
}

export interface Pushed {
  reply: string | null
  answered: boolean
}

export interface SeenMessage {
  kind: string
  at: number
  text: string
  title?: string
  fields?: Record<string, string>
  link?: string
}
