import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Next } from 'koa'
import { z } from 'zod'
import type { Office } from '../../src/office'
import { parseJson, readBody } from '../../src/platform/http/body'
import { invalidRequest } from '../../src/platform/problem'
import { menu } from '../menu'
import { type Asking, asksAfter, meet } from './simulator.asking'
import type { Pushed, SimulatedWechat } from './simulator.wechat'

const fileOf = (name: string) => readFileSync(join(__dirname, name), 'utf8')
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript' }

const person = z.string().regex(/^[a-z0-9-]{1,40}$/)
const act = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('say'), person, text: z.string().min(1).max(2_000) }),
  z.strictObject({ act: z.literal('follow'), person }),
  z.strictObject({ act: z.literal('unfollow'), person }),
  z.strictObject({ act: z.literal('click'), person, key: z.string().max(64) }),
  z.strictObject({
    act: z.literal('consent'),
    person,
    answers: z.record(z.string().max(64), z.enum(['accept', 'reject'])),
  }),
])

/** The same person is someone else to each account, and one to WeChat. */
const openidsOf = (name: string) => ({ oa: `o-${name}`, mini: `m-${name}`, unionid: `u-${name}` })

export interface SimulatorParts extends Asking {
  office: Pick<Office, 'grants' | 'consentPlanner' | 'residents'>
  wechat: SimulatedWechat
}

/** /simulator: a page like a WeChat chat. What is said there goes through the fake WeChat and the real callback. */
export function simulatorPages(parts: SimulatorParts) {
  const { office, wechat, miniAppId } = parts
  const names = ['simulator.css', 'simulator.js', 'simulator.view.js', 'simulator.consent.js']
  const files = new Map(names.map((name) => [`/${name}`, name]))
  files.set('/simulator', 'simulator.html')
  const served = new Map([...files].map(([path, name]) => [path, { name, body: fileOf(name) }]))

  const perform = async (done: z.infer<typeof act>): Promise<Pushed> => {
    const { oa, mini, unionid } = openidsOf(done.person)
    switch (done.act) {
      case 'say':
        return wechat.say(oa, done.text)
      case 'follow':
        return wechat.follow(oa, { unionid })
      case 'unfollow':
        return wechat.unfollow(oa)
      case 'click':
        return wechat.event(oa, { Event: 'CLICK', EventKey: done.key })
      case 'consent': {
        wechat.visit(miniAppId, mini)
        const List = Object.entries(done.answers).map(([TemplateId, SubscribeStatusString]) => ({
          TemplateId,
          SubscribeStatusString,
          PopupScene: '0',
        }))
        return wechat.event(mini, { Event: 'subscribe_msg_popup_event', List })
      }
    }
  }

  return async (ctx: Context, next: Next): Promise<void> => {
    const file = served.get(ctx.path)
    if (file && (ctx.method === 'GET' || ctx.method === 'HEAD')) {
      ctx.type = `${types[file.name.split('.').pop() as keyof typeof types]}; charset=utf-8`
      ctx.body = file.body
    } else if (ctx.path === '/simulator/start' && ctx.method === 'GET') {
      ctx.body = { menu, templates: await office.grants.askable('mini') }
    } else if (ctx.path === '/simulator/messages' && ctx.method === 'GET') {
      const known = person.safeParse(ctx.query.person)
      if (!known.success) throw invalidRequest()
      const { oa, mini } = openidsOf(known.data)
      const messages = [...wechat.inbox(oa), ...wechat.inbox(mini)].sort((a, b) => a.at - b.at)
      ctx.body = { messages }
    } else if (ctx.path === '/simulator/act' && ctx.method === 'POST') {
      // A form of another site cannot send JSON.
      if (!ctx.is('application/json')) throw invalidRequest()
      const done = act.safeParse(parseJson(await readBody(ctx.req, 16 * 1024)))
      if (!done.success) throw invalidRequest()
      const person = await meet(parts, openidsOf(done.data.person))
      const before = await office.consentPlanner.awaited(person.id)
      const outcome = await perform(done.data)
      const asks = done.data.act === 'say' ? await asksAfter(parts, person, before) : []
      ctx.body = { ...outcome, asks }
    } else await next()
  }
}
