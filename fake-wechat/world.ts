import type { Answer } from './call'
import { Consents } from './consents'
import { Faults } from './faults'
import { Inboxes } from './inbox'
import { People } from './people'
import { Quotas } from './quotas'
import { Refusal } from './refusal'
import { SentLedger } from './sent'
import { Tokens } from './tokens'
import type { FakeApp, FakeOptions, InboxMessage, RefusedSend, SendApi, Template } from './types'
import type { Browsing } from './web.api'

/** An app as the fake keeps it. */
export interface App extends FakeApp {
  /** Null: any well-formed id exists. */
  templateById: Map<string, Template> | null
  /** WeChat's own name of the account, in ToUserName and FromUserName. */
  originalId: string
  /** Its menu, as it was created. */
  menu?: unknown[]
}

export interface Word {
  word: string
  suggest: 'risky' | 'review'
  label: number
}

const words: Word[] = [
  { word: '测试违规', suggest: 'risky', label: 21000 },
  { word: '测试复核', suggest: 'review', label: 21000 },
  { word: '加微信领红包', suggest: 'risky', label: 10001 },
  { word: '裸聊', suggest: 'risky', label: 20002 },
  { word: '滚蛋', suggest: 'review', label: 20003 },
  { word: '网上赌场', suggest: 'risky', label: 20006 },
  { word: '稳赚不赔', suggest: 'review', label: 20008 },
]

/** All that WeChat knows. One thread, no waiting inside a call: every rule is checked and kept at once. */
export class World {
  readonly tokens = new Tokens()
  readonly quotas = new Quotas()
  readonly people = new People()
  readonly consents = new Consents()
  readonly sent = new SentLedger()
  readonly inboxes: Inboxes
  readonly faults: Faults
  readonly words = [...words]
  readonly apps = new Map<string, App>()
  readonly refused = new Map<number, number>()
  readonly undeliverable = new Set<string>()
  readonly blocked = new Set<string>()
  readonly refusedSends: RefusedSend[] = []
  browsing: Browsing = { openid: 'o-browser', snapshot: false }
  readonly now: () => number

  constructor(options: FakeOptions) {
    // Its own clock: the fake stands outside the office.
    this.now = options.now ?? Date.now
    this.inboxes = new Inboxes(options.keepMessages ?? 20_000)
    this.faults = new Faults(options.seed ?? 1, {
      limit: (api, perDay) => this.quotas.override(api, perDay),
      refuse: (openid, templateId) => this.consents.refuse(openid, templateId),
      block: (openid) => void this.blocked.add(openid),
      undeliverable: (openid) => void this.undeliverable.add(openid),
      endTokens: (errcode) => this.tokens.endAll(errcode),
    })
    for (const app of options.apps)
      this.apps.set(app.appId, {
        ...app,
        templateById: app.templates ? new Map(app.templates.map((t) => [t.id, t])) : null,
        originalId: `gh_${Buffer.from(app.appId).toString('hex').slice(-12).padStart(12, '0')}`,
      })
  }

  /** @throws Error when the fake was started without it */
  app(appId: string): App {
    const app = this.apps.get(appId)
    if (!app) throw new Error(`The fake WeChat has no app ${appId}`)
    return app
  }

  only(kind: 'mini' | 'oa'): App {
    const found = [...this.apps.values()].find((app) => app.kind === kind)
    if (!found) throw new Error(`The fake WeChat has no app of kind ${kind}`)
    return found
  }

  /** @throws Refusal 40013, 40125 */
  login(appId: unknown, secret: unknown): App {
    const app = typeof appId === 'string' ? this.apps.get(appId) : undefined
    if (!app) throw new Refusal(40013)
    if (app.secret !== secret) throw new Refusal(40125)
    return app
  }

  /** Undefined for an app without declared templates. @throws Refusal 40037 */
  template(app: App, id: unknown): Template | undefined {
    if (typeof id !== 'string' || !/^[\w-]{1,64}$/.test(id)) throw new Refusal(40037)
    if (!app.templateById) return undefined
    const template = app.templateById.get(id)
    if (!template) throw new Refusal(40037)
    return template
  }

  addTemplate(appId: string, template: Template): void {
    const app = this.app(appId)
    app.templateById ??= new Map()
    app.templateById.set(template.id, template)
  }

  /** Writes an accepted message down and shows it to the person. Returns its place in the ledger. */
  deliver(
    api: SendApi,
    app: App,
    openid: string,
    template: string | null,
    message: () => InboxMessage,
  ): number {
    const index = this.sent.append(api, app.appId, openid, template, this.now())
    this.faults.accepted(this.sent.length)
    if (this.inboxes.open && !this.undeliverable.has(openid)) this.inboxes.put(openid, message())
    return index
  }

  /** Nobody was there any more to hear this answer. */
  unheard({ sent, isToken, refused }: Answer): void {
    if (sent !== undefined) this.sent.markCallerGone(sent)
    if (isToken) this.tokens.unheard += 1
    if (refused) refused.callerGone = true
  }

  countRefusal(errcode: number): void {
    this.refused.set(errcode, (this.refused.get(errcode) ?? 0) + 1)
  }
}
