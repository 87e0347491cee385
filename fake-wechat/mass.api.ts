import { monthOf } from './calendar'
import { type Answer, type Api, type Call, partOf } from './call'
import type { Pusher } from './pushing'
import { Refusal } from './refusal'
import type { App, World } from './world'

const PER_MONTH = 4
const MOST_OPENIDS = 10_000
const ID_BYTES = 64
const RETRY_MS = 60_000
const REMEMBER_MS = 86_400_000

/** Mass messages of the 服务号: a job each; a person gets four in a natural month, more fail for him alone. */
export class Mass {
  private readonly received = new Map<string, { month: number; count: number }>()
  private readonly jobs = new Map<string, { at: number; id: number }>()
  private readonly attempts = new Map<string, number>()
  private lastJob = 1_000_000_000

  constructor(private readonly pusher: Pusher) {}

  readonly apis: Record<string, Api> = {
    '/cgi-bin/message/mass/send': { method: 'POST', kind: 'oa', run: (call) => this.toList(call) },
    '/cgi-bin/message/mass/sendall': { method: 'POST', kind: 'oa', run: (call) => this.toAll(call) },
  }

  /** A try that did not become a job (busy, or lost before): the same id must wait a minute. */
  attempted(app: App, body: Record<string, unknown>, now: number): void {
    if (typeof body.clientmsgid === 'string') this.attempts.set(`${app.appId} ${body.clientmsgid}`, now)
  }

  private toList(call: Call): Answer {
    const { touser } = call.body
    if (!Array.isArray(touser) || touser.length < 2 || touser.length > MOST_OPENIDS) throw new Refusal(40130)
    const openids = [...new Set(touser.filter((o): o is string => typeof o === 'string'))]
    return this.start(call, openids)
  }

  private toAll(call: Call): Answer {
    const filter = partOf(call.body, 'filter')
    if (filter.is_to_all !== true && typeof filter.tag_id !== 'number') throw new Refusal(40097, 'filter')
    // The fake keeps no tags: a tag is everyone who follows.
    return this.start(
      call,
      [...call.world.people.followers(call.app.appId)].map((p) => p.openid),
    )
  }

  private start(call: Call, openids: string[]): Answer {
    const { world, app, body, now } = call
    const text = contentOf(body)
    this.once(app, body.clientmsgid, now)
    this.lastJob += 1
    const id = this.lastJob
    if (typeof body.clientmsgid === 'string')
      this.jobs.set(`${app.appId} ${body.clientmsgid}`, { at: now, id })
    const reachable = openids.filter((openid) => followsApp(world, app, openid))
    const within = reachable.filter((openid) => this.countMonth(`${app.appId} ${openid}`, now))
    let last: number | undefined
    for (const openid of within)
      last = world.deliver('mass', app, openid, null, () => ({ kind: 'mass', at: now, text }))
    const then = this.pusher.outcome(app, 'mphelper', () => ({
      Event: 'MASSSENDJOBFINISH',
      MsgID: id,
      Status: 'send success',
      TotalCount: openids.length,
      FilterCount: reachable.length,
      SentCount: within.length,
      ErrorCount: reachable.length - within.length,
    }))
    const words = 'send job submission success'
    return {
      json: `{"errcode":0,"errmsg":"${words}","msg_id":${id},"msg_data_id":${id + 1_000_000_000}}`,
      sent: last,
      then,
    }
  }

  /** @throws Refusal 45067, 45065 with the first job's id, 45066 */
  private once(app: App, clientMsgId: unknown, now: number): void {
    if (clientMsgId === undefined) return
    if (typeof clientMsgId !== 'string' || Buffer.byteLength(clientMsgId) > ID_BYTES) throw new Refusal(45067)
    const key = `${app.appId} ${clientMsgId}`
    const job = this.jobs.get(key)
    if (job && now - job.at < REMEMBER_MS) throw new Refusal(45065, '', `,"msg_id":${job.id}`)
    const tried = this.attempts.get(key)
    if (tried !== undefined && now - tried < RETRY_MS) throw new Refusal(45066)
  }

  /** True where this message is one of the person's four; then it is counted. */
  private countMonth(key: string, now: number): boolean {
    const month = monthOf(now)
    const before = this.received.get(key)
    const count = before?.month === month ? before.count : 0
    if (count >= PER_MONTH) return false
    this.received.set(key, { month, count: count + 1 })
    return true
  }
}

const followsApp = (world: World, app: App, openid: string) => {
  const person = world.people.find(openid)
  return person?.appId === app.appId && person.followedAt !== null
}

function contentOf(body: Record<string, unknown>): string {
  if (body.msgtype === 'text') {
    const { content } = partOf(body, 'text')
    if (typeof content !== 'string' || content === '') throw new Refusal(44004)
    return content
  }
  if (body.msgtype === 'mpnews') {
    const { media_id: mediaId } = partOf(body, 'mpnews')
    if (typeof mediaId !== 'string' || mediaId === '') throw new Refusal(40097, 'media_id')
    return `［图文］${mediaId}`
  }
  throw new Refusal(40008)
}
