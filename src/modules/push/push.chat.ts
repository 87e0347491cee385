import type { EntityManager } from 'typeorm'
import type { ChatWindows } from '../../platform/chat/windows'
import { invalidField } from '../../platform/problem'
import type { Departure, WechatClient } from '../../platform/wechat/client'
import type { Notice, OutsideChannel, Sent } from './push.channel'
import type { Campaign, Message } from './push.entities'
import type { Openids } from './push.openids'
import type { Story } from './push.templates'
import { toSent } from './push.wechat'

const WORDS = 'text'

/** 客服消息: an answer goes back into the chat where it was asked for, while WeChat's window is open. */
export class ChatChannel implements OutsideChannel {
  readonly name = 'wechat_chat'
  readonly leavesHouse = true
  readonly tellsDeparture = true

  constructor(
    private readonly client: Pick<WechatClient, 'appId' | 'ready' | 'sendCustom'>,
    private readonly windows: ChatWindows,
    private readonly openids: Openids,
  ) {}

  /** Customer service is for those who asked, not for what the bureau wants to tell. */
  async compose(_tx: EntityManager, story: Story): Promise<Message> {
    if (story.subjectKind !== 'enquiry_answer')
      throw invalidField('channels', `${this.name} 只能用来告知留言的答复`)
    const value = `${story.title}\n${story.summary}`
    return { templateId: '', version: 1, kind: 'unsolicited', page: '', data: { [WORDS]: { value } } }
  }

  async reachable(tx: EntityManager, residentIds: readonly string[]): Promise<ReadonlySet<string>> {
    const open = await this.windows.open(tx, residentIds)
    const waiting = residentIds.filter((id) => open.has(id))
    return new Set(await this.openids.known(tx, this.client.appId, waiting))
  }

  async prepare(
    tx: EntityManager,
    _campaign: Campaign,
    residentIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const addresses = await this.openids.of(tx, this.client.appId, residentIds)
    const open = await this.windows.spend(tx, [...addresses.keys()])
    return new Map([...addresses].filter(([id]) => open.has(id)))
  }

  ready(): Promise<void> {
    return this.client.ready()
  }

  async send({ campaign, address: openid }: Notice, departure: Departure): Promise<Sent> {
    const text = campaign.messages?.[this.name]?.data[WORDS]?.value
    if (text === undefined) throw new Error('The campaign has no words for the chat')
    return toSent(await this.client.sendCustom({ openid, text }, departure))
  }

  async settle(tx: EntityManager, _campaign: Campaign, sent: ReadonlyMap<string, Sent>): Promise<void> {
    const unsent = [...sent].filter(([, { outcome }]) => outcome !== 'sent' && outcome !== 'unknown')
    await this.windows.giveBack(
      tx,
      unsent.map(([id]) => id),
    )
  }
}
