import type { Context, Next } from 'koa'
import type { Office } from '../src/office'
import type { Config } from '../src/platform/config'
import { Turns } from '../src/platform/turns'
import type { WechatClient } from '../src/platform/wechat/client'
import { Envelope } from '../src/platform/wechat/envelope'
import { callback } from './callback'
import type { Chatterbox } from './chatterbox'
import { converse } from './conversation'
import { Dispatch } from './dispatch'
import { Drain } from './drain'
import type { Push } from './push'
import { tidy } from './reading'
import { type Routes, route } from './router'

export interface BotOptions {
  wechat: Pick<Config['wechat'], 'miniAppId' | 'oaAppId' | 'oaToken' | 'oaAesKey'>
  publicUrl: string
  /** Writes to people as the 服务号; without one a reply that comes too late is lost. */
  oa?: Pick<WechatClient, 'sendCustom' | 'userInfo'>
  /** How long WeChat is kept waiting; 3,500 ms unless told. */
  budgetMs?: number
}

export interface Bot {
  /** Serves /wechat/callback. */
  middleware(ctx: Context, next: Next): Promise<void>
  /** Does at once what is due now, as the timer would. */
  drain(): Promise<void>
  stop(): Promise<void>
}

const CALLBACK = '/wechat/callback'
/** How long a follower waits for WeChat to tell whether the mini-program knows him. */
const UNION_MS = 1_500

/** COUNTER 3: residents in chat. */
export function startBot(office: Office, options: BotOptions): Bot {
  const { miniAppId, oaAppId, oaToken: token, oaAesKey: aesKey } = options.wechat
  const publicUrl = options.publicUrl.replace(/\/$/, '')
  const oa = options.oa ?? null
  const { chats, chatMessages, clock, log } = office
  const turns = new Turns()
  const talking = new Map<string, { push: Push; words: string; residentId: string; isLate: () => boolean }>()
  let chatterbox: Promise<Chatterbox> | null = null

  /** One sentence of one person, its reply and the new state in one commit. */
  const answerTo = (hash: string): Promise<string | null> => {
    const said = talking.get(hash)
    if (!said) throw new Error('A message that nobody sent')
    const { residentId, isLate, push } = said
    const { incoming } = push
    return turns.run(residentId, async () => {
      const state = await chats.take(residentId, hash, incoming.kind === 'text' ? incoming.at : null)
      try {
        const turn = { office, resident: { kind: 'resident' as const, id: residentId }, publicUrl }
        const reply = await converse({ ...turn, words: tidy(said.words) }, state)
        await chats.finish({ hash, residentId, answer: reply.text, state: reply.state, late: isLate() })
        return reply.text
      } catch (error) {
        await chats.release(residentId, hash).catch(() => undefined)
        throw error
      }
    })
  }

  /** The mini-program may know the same person: WeChat tells, or the two stay apart until it does. */
  const residentOf = async (openid: string, isNew: boolean): Promise<string> => {
    const { id } = await office.residents.residentOf(oaAppId, openid)
    if (!oa || (!isNew && (await chats.find(id)))) return id
    const told = await Promise.race([
      oa.userInfo(openid).catch(() => null),
      new Promise<null>((resolve) => setTimeout(resolve, UNION_MS, null).unref()),
    ])
    if (!told?.unionid) return id
    return (await office.residents.residentOf(oaAppId, openid, told.unionid)).id
  }

  const hear = async (push: Push, words: string): Promise<string | null> => {
    if (push.incoming.kind !== 'text') return answerTo(push.hash)
    // Loaded with the first text only: an idle service does without Wechaty's 60 MB.
    const { Chatterbox } = require('./chatterbox') as typeof import('./chatterbox')
    chatterbox ??= Chatterbox.start(answerTo, log)
    chatterbox.catch(() => {
      chatterbox = null
    })
    return (await chatterbox).hear(push.hash, words, push.incoming.at)
  }

  const handle = async (push: Push, isLate: () => boolean): Promise<string | null> => {
    const routes: Routes = {
      office,
      oaAppId,
      residentOf,
      async converse(_push, words) {
        const residentId = await residentOf(push.incoming.openid, false)
        talking.set(push.hash, { push, words, residentId, isLate })
        return hear(push, words).finally(() => talking.delete(push.hash))
      },
    }
    const routed = await route(routes, push)
    if ('stored' in routed) return routed.stored
    const { residentId, answer } = routed.toStore
    await chatMessages.close(push.hash, residentId, answer, isLate())
    return answer
  }

  const dispatch = new Dispatch(chatMessages, handle, log, options.budgetMs)
  const drain = new Drain({ messages: chatMessages, dispatch, handle, oa, log })
  drain.start()
  const accounts = [oaAppId, miniAppId].map((appId) => ({
    appId,
    envelope: new Envelope({ token, aesKey, appId }),
  }))
  const serve = callback({ accounts, clock, answer: (push) => dispatch.answer(push) })

  return {
    async middleware(ctx, next) {
      if (ctx.path === CALLBACK && (ctx.method === 'GET' || ctx.method === 'POST')) return serve(ctx)
      return next()
    },
    drain: () => drain.round(),
    async stop() {
      await drain.stop()
      await dispatch.settle()
      await (await chatterbox?.catch(() => null))?.stop()
    },
  }
}
