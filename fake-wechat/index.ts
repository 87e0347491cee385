import { Control } from './control'
import { Desk } from './desk'
import { Deeds } from './events'
import { Pusher } from './pushing'
import { tellOutcomes } from './sending.api'
import { serve } from './server'
import type { FakeOptions, FakeWechat, Tally } from './types'
import { World } from './world'

export { Faults, type LossKind } from './faults'
export type * from './types'

const ANSWER_WITHIN_MS = 5_000

/**
 * A WeChat on this machine that keeps WeChat's rules. For tests, the simulator and offline work.
 * @throws Error in production
 */
export async function startFakeWechat(options: FakeOptions): Promise<FakeWechat> {
  if (process.env.NODE_ENV === 'production') throw new Error('The fake WeChat does not start in production')
  const world = new World(options)
  const pusher = new Pusher(world, options.answerWithinMs ?? ANSWER_WITHIN_MS)
  const deeds = new Deeds(world, pusher)
  const control = new Control()
  const server = await serve(world, new Desk(world, pusher), control, options.port ?? 0)
  const fake = faceOf(world, pusher, deeds, server)
  control.serveFor(fake)
  return fake
}

function faceOf(
  world: World,
  pusher: Pusher,
  deeds: Deeds,
  server: { url: string; close(): Promise<void> },
): FakeWechat {
  return {
    url: server.url,
    faults: world.faults,
    get tokenCalls() {
      return world.tokens.calls
    },
    get sends() {
      return world.sent.all()
    },
    get sendCount() {
      return world.sent.length
    },
    tally: () => tallyOf(world),
    get refusedSends() {
      return world.refusedSends
    },
    tellOutcomes: (places) => tellOutcomes(world, pusher, places),
    inbox: (openid) => world.inboxes.of(openid),
    issueCode: (appId, openid, unionid) => {
      world.people.meet(openid, world.app(appId).appId, unionid)
      return world.people.issueCode(appId, openid, world.now())
    },
    browseAs: (openid, { unionid, snapshot = false } = {}) => {
      world.people.meet(openid, world.only('oa').appId, unionid)
      world.browsing = { openid, snapshot }
    },
    visit: (appId, openid) => {
      world.people.meet(openid, world.app(appId).appId).visitedAt = world.now()
    },
    follow: (openid, o = {}) => deeds.follow(openid, o),
    unfollow: (openid) => deeds.unfollow(openid),
    grant: (openid, templateId, kind, times) => {
      const owner = [...world.apps.values()].find((app) => app.templateById?.has(templateId))
      world.people.meet(openid, owner?.appId ?? null)
      world.consents.grant(openid, templateId, kind, times)
    },
    populate: (appId, prefix, consent) => {
      world.people.populate(world.app(appId).appId, prefix)
      if (consent) world.consents.populate(prefix, consent.templateId, consent.kind, consent.times)
    },
    addTemplate: (appId, template) => world.addTemplate(appId, template),
    setCallback: (appId, callback) => {
      world.app(appId).callback = callback ?? undefined
    },
    checkCallback: async (appId) => {
      const { callback } = world.app(appId)
      return callback !== undefined && pusher.check(callback)
    },
    say: (openid, text) => deeds.message(openid, { MsgType: 'text', Content: text }),
    message: (openid, fields) => deeds.message(openid, fields),
    event: (openid, fields) => deeds.event(openid, fields),
    settled: () => pusher.settled(),
    close: async () => {
      pusher.stop()
      await server.close()
    },
  }
}

function tallyOf(world: World): Tally {
  const { sent } = world
  const byApi: Record<string, number> = {}
  const perRecipient = new Map<string, number>()
  const recipients = new Set<string>()
  let most = 0
  let repliesLost = 0
  let callersGone = 0
  for (let i = 0; i < sent.length; i += 1) {
    const { api, openid, template, replyLost, callerGone } = sent.at(i)
    byApi[api] = (byApi[api] ?? 0) + 1
    if (replyLost) repliesLost += 1
    if (callerGone) callersGone += 1
    recipients.add(openid)
    const key = `${template ?? api} ${openid}`
    const count = (perRecipient.get(key) ?? 0) + 1
    perRecipient.set(key, count)
    if (count > most) most = count
  }
  return {
    accepted: sent.length,
    byApi,
    recipients: recipients.size,
    mostPerRecipientAndTemplate: most,
    repliesLost,
    callersGone,
    refused: Object.fromEntries(world.refused),
    tokenCalls: world.tokens.calls,
    tokenCallsUnheard: world.tokens.unheard,
  }
}
