import type { EntityManager } from 'typeorm'
import { invalidField } from '../../platform/problem'
import type { Departure, WechatClient } from '../../platform/wechat/client'
import type { SendResult } from '../../platform/wechat/sends'
import type { Notice, OutsideChannel, Reaching, Sent } from './push.channel'
import type { Campaign, Message, Outcome } from './push.entities'
import type { GrantPurse } from './push.grants.spending'
import type { Openids } from './push.openids'
import { composeMessage, purposeOf, type Story, type TemplateBook } from './push.templates'
import type { TemplateHome } from './push.templates.entities'

/** What each refusal of WeChat means for a delivery. None of them left anything with the person. */
const refusals: Readonly<Record<number, Outcome>> = {
  // Not left: no connection, or WeChat had no token for us.
  [-1]: 'busy',
  // Stale even after a new token was fetched; too many calls this minute.
  40001: 'busy',
  40014: 'busy',
  42001: 'busy',
  45011: 'busy',
  // Not allowed by this person, not a follower, not (any more) an openid of this app.
  43101: 'refused',
  43004: 'refused',
  40003: 'refused',
  45015: 'window_closed',
  45047: 'window_closed',
  45009: 'quota',
}

/** Any other refusal is about the message or the account, and would meet everyone: our own fault. */
export function toSent(result: SendResult): Sent {
  if (result.kind === 'sent') return { outcome: 'sent', msgId: result.msgId }
  // An answered “system busy”: docs/decisions/0017.
  if (result.kind === 'unknown' && result.why === 'busy') return { outcome: 'failed', errorCode: -1 }
  if (result.kind === 'unknown') return { outcome: 'unknown' }
  return { outcome: refusals[result.errcode] ?? 'bad_payload', errorCode: result.errcode }
}

const givenBack: readonly Outcome[] = ['busy', 'failed', 'quota', 'bad_payload', 'window_closed']
/** 43101 alone says that the grant is gone. */
const GRANT_GONE = 43101

export interface WechatChannelParts {
  client: Pick<WechatClient, 'appId' | 'ready' | 'sendSubscribe' | 'sendBiz' | 'sendTemplate'>
  book: TemplateBook
  purse: GrantPurse
  openids: Openids
  /** Whose page a message of the 服务号 opens. */
  miniAppId: string
}

/** 微信: subscription messages of the mini-program (`wechat_mini`), template and subscription notices of the 服务号. */
export class WechatChannel implements OutsideChannel {
  readonly leavesHouse = true
  readonly tellsDeparture = true

  constructor(
    readonly name: 'wechat_mini' | 'wechat_oa',
    private readonly home: TemplateHome,
    private readonly parts: WechatChannelParts,
  ) {}

  async compose(tx: EntityManager, story: Story, now: number): Promise<Message> {
    const template = await this.parts.book.current(tx, this.home, purposeOf(story))
    // Only warnings may come unasked (模板消息运营规范), and only urgent ones do.
    if (!template || (template.kind === 'unsolicited' && story.level !== 'urgent'))
      throw invalidField('channels', `${this.name} 没有可以用来推送这类内容的消息模板`)
    return composeMessage(template, story, now)
  }

  async reachable(
    tx: EntityManager,
    residentIds: readonly string[],
    campaign: Reaching,
  ): Promise<ReadonlySet<string>> {
    const holders = await this.parts.purse.holders(tx, this.messageOf(campaign), residentIds)
    const candidates = residentIds.filter((id) => holders.has(id))
    return new Set(await this.parts.openids.known(tx, this.parts.client.appId, candidates))
  }

  /** Spends only where there is somebody to write to. */
  async prepare(
    tx: EntityManager,
    campaign: Campaign,
    residentIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const addresses = await this.parts.openids.of(tx, this.parts.client.appId, residentIds)
    const paid = await this.parts.purse.spend(tx, this.messageOf(campaign), [...addresses.keys()])
    for (const id of [...addresses.keys()]) if (!paid.has(id)) addresses.delete(id)
    return addresses
  }

  ready(): Promise<void> {
    return this.parts.client.ready()
  }

  async send({ campaign, address: openid }: Notice, departure: Departure): Promise<Sent> {
    const { templateId, kind, page, data } = this.messageOf(campaign)
    const { client, miniAppId } = this.parts
    if (this.home === 'mini')
      return toSent(await client.sendSubscribe({ openid, templateId, page, data }, departure))
    const miniprogram = { appid: miniAppId, pagepath: page }
    const message = { openid, templateId, miniprogram, data }
    const sending =
      kind === 'unsolicited' ? client.sendTemplate(message, departure) : client.sendBiz(message, departure)
    return toSent(await sending)
  }

  async settle(tx: EntityManager, campaign: Campaign, sent: ReadonlyMap<string, Sent>): Promise<void> {
    const message = this.messageOf(campaign)
    const those = (is: (s: Sent) => boolean) => [...sent].filter(([, s]) => is(s)).map(([id]) => id)
    await this.parts.purse.giveBack(
      tx,
      message,
      those((s) => givenBack.includes(s.outcome)),
    )
    await this.parts.purse.clear(
      tx,
      message,
      those((s) => s.errorCode === GRANT_GONE),
    )
  }

  private messageOf({ messages }: Reaching): Message {
    const message = messages?.[this.name]
    if (!message) throw new Error(`The campaign has no message for ${this.name}`)
    return message
  }
}
