import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { FakeWechat } from './types'

const openid = z.string().min(1)
const appId = z.string().min(1)
const kind = z.enum(['one_time', 'long_term'])
const share = z.number().min(0).max(1)
const rateOrCount = z.number().min(0)
const consent = { templateId: z.string().min(1), kind, times: z.number().int().min(1).optional() }
const fields = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.array(z.record(z.string(), z.string()))]),
)

const faultSwitches = z.strictObject({
  calm: z.literal(true).optional(),
  seed: z.number().int().optional(),
  delayMs: z.union([z.number().min(0), z.tuple([z.number().min(0), z.number().min(0)])]).optional(),
  badPayload: z.union([z.boolean(), z.string()]).optional(),
  duplicates: share.optional(),
  reorder: share.optional(),
  loseEvents: share.optional(),
  busy: z.strictObject({ n: rateOrCount, api: z.string().optional() }).optional(),
  exhausted: z.strictObject({ n: rateOrCount, api: z.string().optional() }).optional(),
  quota: z.strictObject({ api: z.string(), perDay: z.number().int().min(0) }).optional(),
  refuse: z.strictObject({ openid, templateId: z.string().optional() }).optional(),
  block: openid.optional(),
  undeliverable: openid.optional(),
  rotateTokensAt: z.number().int().min(1).optional(),
  rotateTokens: z.literal(true).optional(),
  loseReplies: z
    .strictObject({ n: rateOrCount, kind: z.enum(['cut', 'busy', 'hang']).optional() })
    .optional(),
  dropAnswers: z.number().int().min(0).optional(),
})

type Order = (fake: FakeWechat, body: unknown, query: URLSearchParams) => unknown

const order =
  <T>(shape: z.ZodType<T>, run: (fake: FakeWechat, body: T) => unknown): Order =>
  (fake, body) =>
    run(fake, shape.parse(body))

const reads: Record<string, Order> = {
  state: (fake) => ({ tokenCalls: fake.tokenCalls, sendCount: fake.sendCount, seed: fake.faults.seed }),
  tally: (fake) => fake.tally(),
  sends: (fake, _, query) => {
    const from = Number(query.get('from') ?? 0)
    return fake.sends.slice(from, from + Math.min(10_000, Number(query.get('limit') ?? 1_000)))
  },
  inbox: (fake, _, query) => fake.inbox(query.get('openid') ?? ''),
}

const orders: Record<string, Order> = {
  code: order(z.strictObject({ appId, openid, unionid: z.string().optional() }), (fake, b) => ({
    code: fake.issueCode(b.appId, b.openid, b.unionid),
  })),
  browse: order(
    z.strictObject({ openid, unionid: z.string().optional(), snapshot: z.boolean().optional() }),
    (fake, { openid: who, ...o }) => fake.browseAs(who, o),
  ),
  visit: order(z.strictObject({ appId, openid }), (fake, b) => fake.visit(b.appId, b.openid)),
  follow: order(
    z.strictObject({ openid, unionid: z.string().optional(), scene: z.string().optional() }),
    (fake, { openid: who, ...o }) => fake.follow(who, o),
  ),
  unfollow: order(z.strictObject({ openid }), (fake, b) => fake.unfollow(b.openid)),
  grant: order(z.strictObject({ openid, ...consent }), (fake, b) =>
    fake.grant(b.openid, b.templateId, b.kind, b.times),
  ),
  populate: order(
    z.strictObject({ appId, prefix: z.string().min(1), consent: z.strictObject(consent).optional() }),
    (fake, b) => fake.populate(b.appId, b.prefix, b.consent),
  ),
  template: order(
    z.strictObject({
      appId,
      id: z.string().min(1),
      kind,
      title: z.string().optional(),
      fields: z.union([z.array(z.string()), z.record(z.string(), z.array(z.string()).nullable())]).optional(),
    }),
    (fake, { appId: app, ...template }) => fake.addTemplate(app, template),
  ),
  callback: order(
    z.strictObject({ appId, url: z.url(), token: z.string(), aesKey: z.string().length(43) }),
    (fake, { appId: app, ...callback }) => {
      fake.setCallback(app, callback)
      return fake.checkCallback(app).then((checked) => ({ checked }))
    },
  ),
  say: order(z.strictObject({ openid, text: z.string().min(1) }), (fake, b) => fake.say(b.openid, b.text)),
  message: order(z.strictObject({ openid, fields }), (fake, b) => fake.message(b.openid, b.fields)),
  event: order(z.strictObject({ openid, event: fields.and(z.object({ Event: z.string() })) }), (fake, b) =>
    fake.event(b.openid, b.event),
  ),
  settled: (fake) => fake.settled(),
  faults: order(faultSwitches, (fake, b) => {
    const { faults } = fake
    if (b.calm) faults.calm()
    if (b.seed !== undefined) faults.seed = b.seed
    if (b.delayMs !== undefined) faults.delayMs = b.delayMs
    if (b.badPayload !== undefined) faults.badPayload = b.badPayload
    if (b.duplicates !== undefined) faults.duplicates = b.duplicates
    if (b.reorder !== undefined) faults.reorder = b.reorder
    if (b.loseEvents !== undefined) faults.loseEvents = b.loseEvents
    if (b.busy) faults.busy(b.busy.n, b.busy.api)
    if (b.exhausted) faults.exhausted(b.exhausted.n, b.exhausted.api)
    if (b.quota) faults.quota(b.quota.api, b.quota.perDay)
    if (b.refuse) faults.refuse(b.refuse.openid, b.refuse.templateId)
    if (b.block) faults.block(b.block)
    if (b.undeliverable) faults.undeliverable(b.undeliverable)
    if (b.rotateTokensAt) faults.rotateTokensAt(b.rotateTokensAt)
    if (b.rotateTokens) faults.rotateTokens()
    if (b.loseReplies) faults.loseReplies(b.loseReplies.n, b.loseReplies.kind)
    if (b.dropAnswers !== undefined) faults.dropAnswers(b.dropAnswers)
  }),
}

/** The same face for another process: GET and POST under /__fake/, JSON both ways. */
export class Control {
  private fake: FakeWechat | null = null

  serveFor(fake: FakeWechat): void {
    this.fake = fake
  }

  async answer(method: string, url: string, text: string, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, 'http://fake')
    const name = pathname.slice('/__fake/'.length)
    const run = (method === 'GET' ? reads : orders)[name]
    try {
      if (!run || !this.fake) return respond(res, 404, { error: `No such order: ${method} ${pathname}` })
      const result = await run(this.fake, text === '' ? {} : JSON.parse(text), searchParams)
      respond(res, 200, result ?? {})
    } catch (error) {
      respond(res, 400, { error: error instanceof Error ? error.message : String(error) })
    }
  }
}

function respond(res: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value)
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  res.end(body)
}
