import { type Wechaty, WechatyBuilder } from 'wechaty'
import type { Log } from '../src/platform/log'
import { CallbackPuppet } from './puppet'

/** What is said to one message; rejects when it cannot be answered now. */
export type Answer = (messageId: string) => Promise<string | null>

/** Conversational text, through Wechaty. Imported with the first text only: it brings 60 MB with it. */
export class Chatterbox {
  private constructor(
    private readonly bot: Wechaty,
    private readonly puppet: CallbackPuppet,
  ) {}

  static async start(answer: Answer, log: Log): Promise<Chatterbox> {
    const puppet = new CallbackPuppet()
    const bot = WechatyBuilder.build({ puppet })
    bot.on('error', (error) => log.error({ type: error.name }, 'wechaty'))
    bot.on('message', (message) =>
      puppet.during(message.id, async () => {
        const reply = await answer(message.id)
        if (reply !== null) await message.say(reply)
      }),
    )
    const ready = new Promise((resolve) => bot.once('login', resolve))
    await bot.start()
    await ready
    return new Chatterbox(bot, puppet)
  }

  /** @throws whatever kept `answer` from answering */
  hear(id: string, text: string, at: number): Promise<string | null> {
    return this.puppet.hear(id, text, at)
  }

  stop(): Promise<void> {
    return this.bot.stop()
  }
}
