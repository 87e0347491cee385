import type { Office } from '../src/office'
import { helpText, onlyTextText, welcomeText } from './help.dialogue'
import type { Incoming, Listed } from './incoming'
import { sentenceOfKey } from './menu'
import type { Push } from './push'

/** What a push is answered with, and whose it is. */
export interface Outcome {
  residentId: string | null
  answer: string | null
}

export interface Routes {
  office: Pick<Office, 'chats' | 'grants' | 'deliveries' | 'massSending'>
  /** The account people talk to; the mini-program only reports events. */
  oaAppId: string
  /** The resident behind an openid of the 服务号. */
  residentOf(openid: string, isNew: boolean): Promise<string>
  /** Conversational text: it stores its own outcome. */
  converse(push: Push, words: string): Promise<string | null>
}

const silence: Outcome = { residentId: null, answer: null }

/** Events go their way before any conversation. @returns null where the outcome has been stored already */
export async function route(
  routes: Routes,
  push: Push,
): Promise<{ stored: string | null } | { toStore: Outcome }> {
  const { incoming, appId } = push
  const fromPeople = appId === routes.oaAppId
  if (fromPeople && incoming.kind === 'text') return { stored: await routes.converse(push, incoming.text) }
  if (fromPeople && incoming.kind === 'click') {
    const sentence = sentenceOfKey[incoming.key]
    if (sentence !== undefined) return { stored: await routes.converse(push, sentence) }
    return { toStore: { ...silence, answer: helpText } }
  }
  return { toStore: await eventOutcome(routes, push, fromPeople) }
}

async function eventOutcome(routes: Routes, push: Push, fromPeople: boolean): Promise<Outcome> {
  const { incoming, appId } = push
  const { openid } = incoming
  switch (incoming.kind) {
    case 'subscribe':
    case 'unsubscribe': {
      if (!fromPeople) return silence
      const follows = incoming.kind === 'subscribe'
      const residentId = await routes.residentOf(openid, follows)
      await routes.office.chats.follow(residentId, follows)
      return { residentId, answer: follows ? welcomeText : null }
    }
    case 'scan':
      return fromPeople ? { ...silence, answer: helpText } : silence
    case 'other_message':
      return fromPeople ? { ...silence, answer: onlyTextText } : silence
    case 'subscription':
      await noteSubscription(routes, appId, incoming)
      return silence
    case 'template_outcome': {
      const { msgId, status } = incoming
      if (msgId !== '')
        await routes.office.deliveries.settled(appId, openid, { msgId, arrived: status === 'success' })
      return silence
    }
    case 'mass_outcome': {
      const { msgId, status, total, filtered, sent, failed } = incoming
      if (fromPeople)
        await routes.office.massSending.reported(appId, msgId, { status, total, filtered, sent, failed })
      return silence
    }
    default:
      return silence
  }
}

async function noteSubscription(
  { office }: Routes,
  appId: string,
  { openid, at, change, lines }: Extract<Incoming, { kind: 'subscription' }>,
): Promise<void> {
  if (change === 'sent') {
    for (const line of lines) {
      const msgId = textOf(line, 'MsgID')
      const arrived = textOf(line, 'ErrorCode') === '0'
      if (msgId !== '')
        await office.deliveries.settled(appId, openid, { msgId, templateId: line.TemplateId, arrived })
    }
    return
  }
  const answers = lines.flatMap((line) => {
    const status = textOf(line, 'SubscribeStatusString')
    return status === 'accept' || status === 'reject'
      ? [{ templateId: line.TemplateId, status } as const]
      : []
  })
  await office.grants[change === 'popup' ? 'popup' : 'changed'](appId, openid, answers, at)
}

function textOf(line: Listed, name: string): string {
  const value = line[name]
  return typeof value === 'string' ? value : ''
}
