import type { Pusher } from './pushing'
import type { PushFields, PushResult } from './types'
import { type Action, openWindow } from './windows'
import type { App, World } from './world'

/** Which customer-message window an event opens. VIEW opens none. */
const OPENS: Record<string, Action> = {
  subscribe: 'follow',
  SCAN: 'scan',
  CLICK: 'click',
  user_enter_tempsession: 'enter',
}
const OA_ONLY = new Set(['subscribe', 'unsubscribe', 'SCAN', 'CLICK', 'VIEW'])

/** What people do: each deed changes what WeChat knows, then reaches the app's callback. */
export class Deeds {
  private lastMsgId = 0

  constructor(
    private readonly world: World,
    private readonly pusher: Pusher,
  ) {}

  /** A message other than an event; text is `{ MsgType: 'text', Content }`. */
  message(openid: string, fields: PushFields): Promise<PushResult> {
    const { app, person } = this.meet(openid, 'oa')
    openWindow(person.windows, 'message', app.kind, this.world.now())
    if (app.kind === 'mini') person.visitedAt = this.world.now()
    this.lastMsgId += 1
    // Beyond 2^53, as real ones are.
    const MsgId = 24_000_000_000_000_000n + BigInt(this.lastMsgId)
    return this.pusher.push(app, openid, { ...fields, MsgId })
  }

  event(openid: string, fields: PushFields & { Event: string }): Promise<PushResult> {
    const mini = fields.Event === 'user_enter_tempsession'
    const { app } = this.meet(openid, mini ? 'mini' : 'oa')
    if (OA_ONLY.has(fields.Event) && app.kind !== 'oa')
      throw new Error(`${openid} is a person of the mini-program; ${fields.Event} happens in a 服务号`)
    this.take(app, openid, fields)
    return this.pusher.push(app, openid, { MsgType: 'event', ...fields })
  }

  follow(openid: string, o: { unionid?: string; scene?: string }): Promise<PushResult> {
    const { person } = this.meet(openid, 'oa')
    if (o.unionid !== undefined) person.unionid = o.unionid
    person.scene = o.scene === undefined ? 'ADD_SCENE_SEARCH' : 'ADD_SCENE_QR_CODE'
    return this.event(openid, {
      Event: 'subscribe',
      EventKey: o.scene === undefined ? '' : `qrscene_${o.scene}`,
    })
  }

  unfollow(openid: string): Promise<PushResult> {
    return this.event(openid, { Event: 'unsubscribe', EventKey: '' })
  }

  private meet(openid: string, kind: 'mini' | 'oa') {
    const known = this.world.people.find(openid)?.appId
    const person = this.world.people.meet(openid, known ?? null)
    // One first met here belongs to the 服务号, as only there people follow, scan and tap the menu.
    person.appId ??= this.world.only(kind).appId
    return { person, app: this.world.app(person.appId) }
  }

  private take(app: App, openid: string, fields: PushFields & { Event: string }): void {
    const person = this.world.people.meet(openid, app.appId)
    const now = this.world.now()
    const opens = OPENS[fields.Event]
    if (opens) openWindow(person.windows, opens, app.kind, now)
    if (fields.Event === 'subscribe') person.followedAt ??= now
    else if (fields.Event === 'unsubscribe') {
      person.followedAt = null
      person.windows = []
    } else if (fields.Event === 'user_enter_tempsession') person.visitedAt = now
    else if (fields.Event === 'subscribe_msg_popup_event' || fields.Event === 'subscribe_msg_change_event')
      for (const item of fields.List ?? []) this.consent(app, openid, fields.Event, item)
  }

  /** One line of the consent dialog, or of the settings afterwards (refusals only). */
  private consent(app: App, openid: string, event: string, item: Record<string, string>): void {
    const { TemplateId: id = '', SubscribeStatusString: status } = item
    const { consents } = this.world
    if (status !== 'accept') {
      if (event === 'subscribe_msg_popup_event') consents.decline(openid, id)
      else consents.refuse(openid, id)
    } else if (event === 'subscribe_msg_popup_event')
      consents.grant(openid, id, app.templateById?.get(id)?.kind ?? 'one_time')
  }
}
