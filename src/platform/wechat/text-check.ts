import { normalise } from '../chinese-words'
import type { WechatClient } from './client'

/** `away`: nobody could be asked now; the same question is to be put again later. */
export type TextVerdict = 'pass' | 'review' | 'risky' | 'away'

/** Whether what a resident wrote may be shown to others. Never throws. */
export interface TextCheck {
  /** Only openids of this app can be asked about; null: any. */
  readonly appId: string | null
  check(o: { openid: string; text: string }): Promise<TextVerdict>
}

/** msg_sec_check v2 of the mini-program, as comments (scene 2). */
export class WechatTextCheck implements TextCheck {
  constructor(private readonly client: Pick<WechatClient, 'appId' | 'checkText'>) {}

  get appId(): string {
    return this.client.appId
  }

  async check({ openid, text }: { openid: string; text: string }): Promise<TextVerdict> {
    return (await this.client.checkText({ openid, scene: 2, content: text })).verdict
  }
}

/** Enough to see what happens to such a text; WeChat knows more. */
const risky = ['赌博', '赌球', '博彩', '代开发票', '枪支', '毒品', '色情', '裸聊']
const review = ['加微信', '加我微信', '扫码领', '刷单', '兼职日结', '包过', '傻瓜', '白痴', '骗子']

/** Stands in for WeChat where there is none: two short lists of words. */
export class SimulatedTextCheck implements TextCheck {
  constructor(readonly appId: string | null = null) {}

  async check({ text }: { text: string }): Promise<TextVerdict> {
    const plain = normalise(text).replace(/[\p{P}\p{Z}\s]/gu, '')
    if (risky.some((word) => plain.includes(word))) return 'risky'
    return review.some((word) => plain.includes(word)) ? 'review' : 'pass'
  }
}
