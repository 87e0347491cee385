import type { ChatMessages, DueAnswer, DueMessage } from '../src/platform/chat/messages'
import type { Log } from '../src/platform/log'
import type { WechatClient } from '../src/platform/wechat/client'
import { codeOf, type Dispatch, type Handle } from './dispatch'
import { fromKept, type Push } from './push'

const IDLE_MS = 1_000
const SORRY = '抱歉，您刚才的消息没有处理成功，请再发一次；如仍不行，请拨打12315。'

export interface DrainParts {
  messages: ChatMessages
  dispatch: Dispatch
  handle: Handle
  /** Writes to people as the 服务号; without one nothing can follow. */
  oa: Pick<WechatClient, 'sendCustom'> | null
  log: Log
}

/** Does what could not be done while WeChat waited: messages left undone, and replies that follow. */
export class Drain {
  private stopped = false
  private timer: NodeJS.Timeout | null = null
  private running: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: DrainParts) {}

  start(): void {
    if (this.stopped) return
    this.timer = setTimeout(() => {
      this.running = this.round().finally(() => this.start())
    }, IDLE_MS)
  }

  async stop(): Promise<void> {
    this.stopped = true
    if (this.timer) clearTimeout(this.timer)
    await this.running
  }

  /** One look at everything that is due. */
  async round(): Promise<void> {
    const { messages, dispatch, log } = this.parts
    try {
      if (!(await dispatch.store())) return
      for (const due of await messages.claimUndone()) await this.redo(due)
      for (const due of await messages.claimAnswers()) await this.follow(due)
    } catch (error) {
      // The database may be away: the next round tries again.
      log.warn({ code: codeOf(error) }, 'chat drain')
    }
  }

  private async redo(due: DueMessage): Promise<void> {
    const { messages, handle, log } = this.parts
    try {
      const push = fromKept(due.message)
      if (messages.isGivenUp(due)) await messages.close(due.hash, null, apologyTo(push), true)
      else await handle(push, () => true)
    } catch (error) {
      log.error({ attempts: due.attempts, code: codeOf(error) }, 'a chat message failed again')
      await messages.failed(due.hash)
    }
  }

  private async follow(due: DueAnswer): Promise<void> {
    const { messages, oa, log } = this.parts
    const { openid } = fromKept(due.message).incoming
    const result = await oa?.sendCustom({ openid, text: due.answer })
    if (result?.kind === 'failed' && result.errcode === -1) return messages.sendAgain(due)
    // What may have arrived is not sent a second time.
    if (result?.kind !== 'sent') log.warn({ result: result ?? 'no account' }, 'a reply did not follow')
    await messages.sent(due.hash)
  }
}

function apologyTo({ incoming }: Push): string | null {
  return incoming.kind === 'text' || incoming.kind === 'click' ? SORRY : null
}
