import type { Faults } from './faults'

export type AppKind = 'mini' | 'oa'
export type ConsentKind = 'one_time' | 'long_term'

/** Where an app's events go, with the keys set in WeChat's console. */
export interface Callback {
  url: string
  token: string
  /** EncodingAESKey: 43 letters and digits. */
  aesKey: string
}

/** A template as approved for an app; `fields` maps a key such as `thing1` to the values an enum allows. */
export interface Template {
  id: string
  kind: ConsentKind
  title?: string
  /** Keys such as `thing1`. An object gives an `enum` field its values. Left out: any well-named keys pass. */
  fields?: readonly string[] | Readonly<Record<string, readonly string[] | null>>
}

export interface FakeApp {
  appId: string
  secret: string
  /** mini: mini-program; oa: verified 服务号. */
  kind: AppKind
  callback?: Callback
  /** Declared: every other id is 40037. Left out: any well-formed id exists. */
  templates?: readonly Template[]
  /** Pages of the released version (mini). Declared: every other page is 41030. */
  pages?: readonly string[]
  /** False: no subscribe_msg_sent_event, TEMPLATESENDJOBFINISH or MASSSENDJOBFINISH. Default: true. */
  outcomeEvents?: boolean
}

export interface FakeOptions {
  /** Default 0: any free port. Always on 127.0.0.1. */
  port?: number
  apps: FakeApp[]
  /** Epoch ms. Quotas, tokens and windows go by it; the 5 s of a push are real time. */
  now?: () => number
  /** Makes the random faults repeat. Default 1. */
  seed?: number
  /** How many messages are kept whole for `inbox` over all people, the oldest forgotten first. Default 20,000. */
  keepMessages?: number
  /** WeChat waits this long for an answer to a push; ms. Default 5,000. */
  answerWithinMs?: number
}

export type SendApi = 'subscribe' | 'biz' | 'template' | 'custom' | 'mass'

/** One message really accepted for one person. */
export interface SentMessage {
  api: SendApi
  appId: string
  openid: string
  template: string | null
  /** Decimal digits beyond 2^53. */
  msgId: string
  at: number
  /** Accepted, but the caller never saw the answer (`faults.loseReplies`). */
  replyLost: boolean
  /** Accepted, but the process that had asked was dead when the answer left. */
  callerGone: boolean
}

export interface RefusedSend {
  openid: string
  errcode: number
  /** The process that had asked was dead when the answer left. */
  callerGone: boolean
}

/** A message as the person sees it. */
export interface InboxMessage {
  kind: 'reply' | 'custom' | 'subscribe' | 'template' | 'mass' | 'system'
  at: number
  text: string
  title?: string
  fields?: Record<string, string>
  /** Page of the mini-program, or web address, that opens on a tap. */
  link?: string
}

/** How a push to the app's callback went. */
export interface PushResult {
  /** The text of the passive reply; null for `success`, an empty answer, or none. */
  reply: string | null
  tries: number
  /** False: three tries without a proper answer; the person sees WeChat's 暂时无法提供服务. */
  answered: boolean
  /** What each try (and each duplicate) brought, in order: reply text, null for silence, or the fault. */
  outcomes: PushOutcome[]
}

export type PushOutcome = { reply: string | null } | { fault: string }

/** WeChat's own field names. For subscribe_msg_* events give `List`; it is wrapped as WeChat wraps it. */
export interface PushFields {
  Event?: string
  EventKey?: string
  List?: Record<string, string>[]
  [field: string]: string | number | bigint | Record<string, string>[] | undefined
}

export interface Tally {
  accepted: number
  byApi: Record<string, number>
  recipients: number
  /** The most messages of one template one person got: 1 where nothing was sent twice. */
  mostPerRecipientAndTemplate: number
  repliesLost: number
  callersGone: number
  /** Calls refused, by errcode. */
  refused: Record<string, number>
  tokenCalls: number
  /** Those whose caller was dead when the answer left. */
  tokenCallsUnheard: number
}

export interface FakeWechat {
  readonly url: string
  readonly faults: Faults
  /** Calls of stable_token and token. */
  readonly tokenCalls: number
  readonly sends: SentMessage[]
  /** As `sends.length`, without building the list. */
  readonly sendCount: number
  tally(): Tally
  /** Every message refused, in order; those to several people at once (mass) are not listed. */
  readonly refusedSends: readonly RefusedSend[]
  /** Sends the outcome events of these accepted messages (places in `sends`), whatever `outcomeEvents` says. */
  tellOutcomes(places: readonly number[]): Promise<void>
  inbox(openid: string): InboxMessage[]
  /** A `wx.login` code of this person: once, within 5 minutes. */
  issueCode(appId: string, openid: string, unionid?: string): string
  /** Whose phone it is on which pages are opened from now on: a person of the 服务号. */
  browseAs(openid: string, o?: { unionid?: string; snapshot?: boolean }): void
  /** The person uses the mini-program now (text check needs that within 2 h); code2session does so too. */
  visit(appId: string, openid: string): void
  /** Pushes `subscribe` where the app has a callback. */
  follow(openid: string, o?: { unionid?: string; scene?: string }): Promise<PushResult>
  unfollow(openid: string): Promise<PushResult>
  /** What the person accepted; `times` counts one-time accepts (default 1). No event is pushed. */
  grant(openid: string, templateId: string, kind: ConsentKind, times?: number): void
  /** Everyone whose openid begins so is a person of the app, with this consent, without a row each. */
  populate(
    appId: string,
    prefix: string,
    consent?: { templateId: string; kind: ConsentKind; times?: number },
  ): void
  addTemplate(appId: string, template: Template): void
  setCallback(appId: string, callback: Callback | null): void
  /** WeChat's GET when the address is saved. */
  checkCallback(appId: string): Promise<boolean>
  say(openid: string, text: string): Promise<PushResult>
  /** Any other message (`MsgType` image, voice, …). */
  message(openid: string, fields: PushFields): Promise<PushResult>
  /** Applies the event's effect (consent, window, following), then pushes it. */
  event(openid: string, fields: PushFields & { Event: string }): Promise<PushResult>
  /** Resolves when no push caused by a send is on its way. */
  settled(): Promise<void>
  close(): Promise<void>
}
