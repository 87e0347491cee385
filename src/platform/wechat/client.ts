import { z } from 'zod'
import type { Clock } from '../clock'
import type { Log } from '../log'
import { rateLimited, unavailable } from '../problem'
import { type CheckRequest, type CheckResult, checkText } from './check'
import { MiniProgramIdentity } from './identity'
import { type Menu, menuOf } from './menu'
import { type QrRequest, qrFault } from './qr'
import { type MassSend, massSendBody, type SendResult, type TemplateData, toSendResult } from './sends'
import { TokenCalls, type TokenShelf } from './token'
import { type Departure, Wire } from './wire'

/** WeChat refused a call that is not a send; `errmsg` is WeChat's own and holds no secret. */
export class WechatRefused extends Error {
  override readonly name = 'WechatRefused'
  constructor(
    readonly api: string,
    readonly errcode: number,
    readonly errmsg: string,
  ) {
    super(`${api}: ${errcode} ${errmsg}`)
  }
}

export interface WechatClientOptions {
  apiBase: string
  appId: string
  secret: string
  clock: Clock
  log: Log
  /** For one request; 5,000 ms unless given. */
  timeoutMs?: number
}

/** menu/get of an account that has none. */
const NO_MENU = 46003

const follower = z.object({ subscribe: z.number().optional(), unionid: z.string().optional() })

/**
 * Everything one account (mini-program or 服务号) asks of WeChat. No method logs or throws a secret or token. A
 * `departure` is told in the moment a message goes to the wire.
 */
export class WechatClient {
  readonly appId: string
  readonly #calls: TokenCalls
  readonly #identity: MiniProgramIdentity

  constructor(options: WechatClientOptions, fetchImpl?: typeof fetch) {
    const { appId, secret, clock, log } = options
    this.appId = appId
    const wire = new Wire({ ...options, secrets: [secret] }, fetchImpl)
    this.#calls = new TokenCalls(wire, { appId, clock, log }, secret)
    this.#identity = new MiniProgramIdentity(options, fetchImpl)
  }

  /** From now on the access token is shared with whoever uses this shelf. */
  shareToken(shelf: TokenShelf): void {
    this.#calls.share(shelf)
  }

  /** Sees to it that an access token is at hand; without one, each call says so itself. */
  ready(): Promise<void> {
    return this.#calls.ready()
  }

  /** @throws Problem code_refused, unavailable */
  async code2session(code: string): Promise<{ openid: string; unionid?: string }> {
    const { openid, unionid } = await this.#identity.exchange(code)
    return { openid, unionid }
  }

  /** msg_sec_check v2; never throws. The openid is one of this mini-program's (see check.ts for the verdicts). */
  checkText(request: CheckRequest): Promise<CheckResult> {
    return checkText(this.#calls, request)
  }

  /** 订阅消息 of the mini-program. */
  sendSubscribe(
    message: { openid: string; templateId: string; page?: string; data: TemplateData },
    departure?: Departure,
  ): Promise<SendResult> {
    const body = {
      touser: message.openid,
      template_id: message.templateId,
      page: message.page,
      miniprogram_state: 'formal',
      lang: 'zh_CN',
      data: message.data,
    }
    return this.send('/cgi-bin/message/subscribe/send', body, departure)
  }

  /** 模板消息 of the 服务号; a `clientMsgId` is refused by WeChat a second time within ten minutes. */
  sendTemplate(
    message: {
      openid: string
      templateId: string
      url?: string
      miniprogram?: { appid: string; pagepath: string }
      clientMsgId?: string
      data: TemplateData
    },
    departure?: Departure,
  ): Promise<SendResult> {
    const body = {
      touser: message.openid,
      template_id: message.templateId,
      url: message.url,
      miniprogram: message.miniprogram,
      client_msg_id: message.clientMsgId,
      data: message.data,
    }
    return this.send('/cgi-bin/message/template/send', body, departure)
  }

  /** 订阅通知 of the 服务号. */
  sendBiz(
    message: {
      openid: string
      templateId: string
      page?: string
      miniprogram?: { appid: string; pagepath: string }
      data: TemplateData
    },
    departure?: Departure,
  ): Promise<SendResult> {
    const body = {
      touser: message.openid,
      template_id: message.templateId,
      page: message.page,
      miniprogram: message.miniprogram,
      data: message.data,
    }
    return this.send('/cgi-bin/message/subscribe/bizsend', body, departure)
  }

  /** 客服消息, within the windows WeChat opens (45015 outside them, 45047 too many). */
  sendCustom(message: { openid: string; text: string }, departure?: Departure): Promise<SendResult> {
    const body = { touser: message.openid, msgtype: 'text', text: { content: message.text } }
    return this.send('/cgi-bin/message/custom/send', body, departure)
  }

  /**
   * 群发; WeChat keeps `clientMsgId` and will not send the same one twice, so it alone may be repeated after
   * `unknown`: 45065, sent before, counts as sent. `sent` means queued; the result comes by event.
   * @throws RangeError: clientMsgId not 1–64 bytes, fewer than 2 or more than 10,000 openids
   */
  async massSend(message: MassSend): Promise<SendResult> {
    const path = 'openids' in message ? '/cgi-bin/message/mass/send' : '/cgi-bin/message/mass/sendall'
    return this.send(path, massSendBody(message))
  }

  /**
   * A mini-program code as JPEG or PNG.
   * @throws RangeError for a scene, page or width WeChat does not take (see qr.ts); WechatRefused (41030: the page
   * is not in the released version); Problem unavailable, rate_limited
   */
  async unlimitedQr(request: QrRequest): Promise<Buffer> {
    const wrong = qrFault(request)
    if (wrong !== null) throw new RangeError(wrong)
    const { scene, page, width = 430 } = request
    const answer = await this.ask('/wxa/getwxacodeunlimit', { scene, page, width, check_path: true })
    if (answer.json !== null) throw unavailable()
    return answer.bytes
  }

  /** Whether the person follows the 服务号, and the unionid that joins his openids. @throws as unlimitedQr */
  async userInfo(openid: string): Promise<{ unionid?: string; subscribed: boolean }> {
    const answer = await this.ask('/cgi-bin/user/info', undefined, { openid, lang: 'zh_CN' })
    const told = follower.safeParse(answer.json)
    if (!told.success) throw unavailable()
    return { unionid: told.data.unionid || undefined, subscribed: told.data.subscribe === 1 }
  }

  /** The menu of the 服务号 as WeChat shows it now, null where there is none. @throws as unlimitedQr */
  async readMenu(): Promise<unknown> {
    try {
      return menuOf((await this.ask('/cgi-bin/menu/get', undefined)).json)
    } catch (error) {
      if (error instanceof WechatRefused && error.errcode === NO_MENU) return null
      throw error
    }
  }

  /** Replaces the menu; the same one twice changes nothing. @throws as unlimitedQr */
  async createMenu(menu: Menu): Promise<void> {
    await this.ask('/cgi-bin/menu/create', menu)
  }

  private async send(path: string, body: object, departure?: Departure): Promise<SendResult> {
    return toSendResult(await this.#calls.call(path, body, {}, departure))
  }

  /** For calls that may safely be made again: what cannot be answered now is thrown. */
  private async ask(path: string, body: object | undefined, query?: Record<string, string>) {
    const answer = await this.#calls.call(path, body, query)
    if (answer.kind !== 'answered' || answer.errcode < 0)
      throw unavailable({ detail: '微信暂时没有回应，请稍后再试。', retryAfter: 3 })
    if (answer.errcode === 45009 || answer.errcode === 45011) throw rateLimited({ retryAfter: 60 })
    if (answer.errcode !== 0) throw new WechatRefused(path, answer.errcode, answer.errmsg)
    return answer
  }
}

export type { CheckRequest, CheckResult } from './check'
export type { MassSend, SendResult, TemplateData } from './sends'
export type { Departure } from './wire'
