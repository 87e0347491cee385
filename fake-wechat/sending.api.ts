import { type Answer, type Api, type Call, OK, partOf, receiver } from './call'
import { checkFields, cutFields, fault } from './fields'
import { checkPage } from './mini.api'
import type { Pusher } from './pushing'
import { Refusal } from './refusal'
import { msgIdOf } from './sent'
import { spendWindow } from './windows'
import type { World } from './world'

const TEXT_BYTES = 2_048
const DEDUPE_MS = 600_000

/** msgid is a bare number past 2^53, as WeChat writes it. */
const accepted = (index: number) => `{"errcode":0,"errmsg":"ok","msgid":${msgIdOf(index)}}`

const lines = (fields: Record<string, string>) => Object.values(fields).join('\n')

function refuseBadPayload({ world, body }: Call): void {
  const { badPayload } = world.faults
  if (badPayload === false) return
  const first = Object.keys((body.data as object | null) ?? {})[0] ?? 'thing1'
  throw fault(badPayload === true ? first : badPayload, 'invalid')
}

/** subscribe/send of the mini-program and bizsend of the 服务号: one consent, one message. */
function notice(api: 'subscribe' | 'biz', pusher: Pusher) {
  return (call: Call): Answer => {
    const { world, app, body } = call
    const openid = receiver(call)
    const template = world.template(app, body.template_id)
    const templateId = body.template_id as string
    const fields = checkFields(body.data, template)
    refuseBadPayload(call)
    if (body.page !== undefined && body.page !== '' && api === 'subscribe') checkPage(app, body.page, true)
    world.consents.spend(openid, templateId)
    const index = world.deliver(api, app, openid, templateId, () => ({
      kind: 'subscribe',
      at: call.now,
      title: template?.title ?? templateId,
      text: lines(fields),
      fields,
      ...(typeof body.page === 'string' && body.page !== '' ? { link: body.page } : {}),
    }))
    const then = pusher.outcome(app, openid, () => noticeSent(world, openid, templateId, index))
    return { json: accepted(index), sent: index, then }
  }
}

function noticeSent(world: World, openid: string, templateId: string, index: number) {
  const failed = world.undeliverable.has(openid)
  const item = {
    TemplateId: templateId,
    MsgID: msgIdOf(index),
    ErrorCode: failed ? '1' : '0',
    ErrorStatus: failed ? 'failed' : 'success',
  }
  return { Event: 'subscribe_msg_sent_event', List: [item] }
}

/** The events of some subscription messages, where an app was not told of each as it went. */
export async function tellOutcomes(world: World, pusher: Pusher, places: readonly number[]): Promise<void> {
  for (const place of places) {
    const { appId, openid, template } = world.sent.at(place)
    await pusher.push(world.app(appId), openid, {
      MsgType: 'event',
      ...noticeSent(world, openid, template ?? '', place),
    })
  }
}

/** Template message of the 服务号; the same client_msg_id for the same person within 10 minutes is one message. */
function templateMessage(pusher: Pusher) {
  const seen = new Map<string, { index: number; at: number }>()
  return (call: Call): Answer => {
    const { world, app, body, now } = call
    const openid = receiver(call)
    const template = world.template(app, body.template_id)
    const templateId = body.template_id as string
    const fields = cutFields(body.data)
    refuseBadPayload(call)
    if (world.people.find(openid)?.followedAt == null) throw new Refusal(43004)
    const key = typeof body.client_msg_id === 'string' ? `${app.appId} ${openid} ${body.client_msg_id}` : null
    const before = key === null ? undefined : seen.get(key)
    if (before && now - before.at < DEDUPE_MS) return { json: accepted(before.index) }
    const index = world.deliver('template', app, openid, templateId, () => ({
      kind: 'template',
      at: now,
      title: template?.title ?? templateId,
      text: lines(fields),
      fields,
      ...(typeof body.url === 'string' ? { link: body.url } : {}),
    }))
    if (key !== null) seen.set(key, { index, at: now })
    const then = pusher.outcome(app, openid, () => ({
      Event: 'TEMPLATESENDJOBFINISH',
      MsgID: BigInt(msgIdOf(index)),
      Status: world.undeliverable.has(openid) ? 'failed:user block' : 'success',
    }))
    return { json: accepted(index), sent: index, then }
  }
}

/** Customer message, within the window the person's last action opened. */
function custom(call: Call): Answer {
  const { world, app, body, now } = call
  const openid = receiver(call)
  const { text, link } = customText(body)
  spendWindow(world.people.find(openid)?.windows ?? [], now)
  const index = world.deliver('custom', app, openid, null, () => ({ kind: 'custom', at: now, text, link }))
  return { json: OK, sent: index }
}

function customText(body: Record<string, unknown>): { text: string; link?: string } {
  const type = body.msgtype
  if (type === 'text') {
    const { content } = partOf(body, 'text')
    if (typeof content !== 'string' || content === '') throw new Refusal(44004)
    if (Buffer.byteLength(content) > TEXT_BYTES) throw new Refusal(45002)
    return { text: content }
  }
  if (type === 'msgmenu') {
    const { head_content: head = '', list, tail_content: tail = '' } = partOf(body, 'msgmenu')
    const entries = Array.isArray(list) ? list.map((e: { content?: unknown }) => String(e.content ?? '')) : []
    return { text: [head, ...entries, tail].filter((line) => line !== '').join('\n') }
  }
  if (type === 'miniprogrampage') {
    const { title = '', pagepath } = partOf(body, 'miniprogrampage')
    return { text: String(title), link: String(pagepath ?? '') }
  }
  if (type === 'news' || type === 'image') {
    partOf(body, type)
    return { text: type === 'image' ? '［图片］' : '［图文］' }
  }
  throw new Refusal(40008)
}

export const sendingApis = (pusher: Pusher): Record<string, Api> => ({
  '/cgi-bin/message/subscribe/send': { method: 'POST', kind: 'mini', run: notice('subscribe', pusher) },
  '/cgi-bin/message/subscribe/bizsend': { method: 'POST', kind: 'oa', run: notice('biz', pusher) },
  '/cgi-bin/message/template/send': { method: 'POST', kind: 'oa', run: templateMessage(pusher) },
  '/cgi-bin/message/custom/send': { method: 'POST', run: custom },
})
