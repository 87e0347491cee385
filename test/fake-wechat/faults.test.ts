import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { MINI, OA, START } from './wire'

const T = 'tmpl-1'
let fake: FakeWechat

const start = async (seed = 1) => {
  fake = await startFakeWechat({ now: () => START, seed, apps: [MINI, OA] })
  fake.populate(MINI.appId, 'p-', { templateId: T, kind: 'long_term' })
}
beforeEach(() => start())
afterEach(() => fake.close())

const post = async (path: string, body: unknown) => {
  const response = await fetch(`${fake.url}${path}`, { method: 'POST', body: JSON.stringify(body) })
  return (await response.json()) as { errcode?: number; errmsg?: string; access_token?: string }
}
const token = async () =>
  (
    await post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: MINI.appId,
      secret: MINI.secret,
    })
  ).access_token ?? ''

/** errcode, or “lost” where no answer came. */
async function send(access: string, touser: string): Promise<number | 'lost'> {
  const data = { thing1: { value: '结果' } }
  try {
    const path = `/cgi-bin/message/subscribe/send?access_token=${access}`
    return (await post(path, { touser, template_id: T, data })).errcode ?? 0
  } catch {
    return 'lost'
  }
}

async function sendMany(n: number): Promise<(number | 'lost')[]> {
  const access = await token()
  const outcomes: (number | 'lost')[] = []
  for (let i = 0; i < n; i += 1) outcomes.push(await send(access, `p-${i}`))
  return outcomes
}

describe('switches', () => {
  it('busy(n) answers -1 to the next n calls, accepts nothing, and spares the token APIs', async () => {
    fake.faults.busy(2)
    expect(await sendMany(4)).toEqual([-1, -1, 0, 0])
    expect(fake.sends.map((s) => s.openid)).toEqual(['p-2', 'p-3'])
    fake.faults.busy(1, '/cgi-bin/stable_token')
    expect(await token()).toBe('')
    expect(await token()).not.toBe('')
  })

  it('exhausted and quota answer 45009', async () => {
    fake.faults.exhausted(1)
    expect(await sendMany(2)).toEqual([45009, 0])
    fake.faults.quota('subscribe/send', 3)
    expect(await sendMany(3)).toEqual([0, 0, 45009])
  })

  it('badPayload names the field', async () => {
    fake.faults.badPayload = 'date7'
    const access = await token()
    const data = { thing1: { value: '结果' } }
    const path = `/cgi-bin/message/subscribe/send?access_token=${access}`
    expect(await post(path, { touser: 'p-1', template_id: T, data })).toMatchObject({
      errcode: 47003,
      errmsg: expect.stringContaining('data.date7.value'),
    })
  })

  it('rotateTokensAt ends the token after the n-th accepted send, and the next token works', async () => {
    fake.faults.rotateTokensAt(2)
    const access = await token()
    expect([await send(access, 'p-1'), await send(access, 'p-2'), await send(access, 'p-3')]).toEqual([
      0, 0, 42001,
    ])
    expect(await send(await token(), 'p-3')).toBe(0)
    expect(fake.tokenCalls).toBe(2)
  })

  it('a lost reply is accepted all the same, and marked', async () => {
    fake.faults.loseReplies(1)
    expect(await sendMany(2)).toEqual(['lost', 0])
    fake.faults.loseReplies(1, 'busy')
    expect(await sendMany(2)).toEqual([-1, 0])
    expect(fake.sends.map((s) => s.replyLost)).toEqual([true, false, true, false])
    expect(fake.tally()).toMatchObject({ accepted: 4, recipients: 2, repliesLost: 2 })
  })

  it('rates repeat with the seed and differ without it', async () => {
    const run = async (seed: number) => {
      await fake.close()
      await start(seed)
      fake.faults.busy(0.3)
      fake.faults.loseReplies(0.2)
      return sendMany(60)
    }
    const first = await run(7)
    expect(first).toContain(-1)
    expect(first).toContain('lost')
    expect(await run(7)).toEqual(first)
    expect(await run(8)).not.toEqual(first)
  })

  it('delayMs holds the answer, not the acceptance', async () => {
    const access = await token()
    // As good as never: the answer cannot win a race that is not run.
    fake.faults.delayMs = 600_000
    const held = send(access, 'p-1').then(
      () => 'answered',
      () => 'closed',
    )
    while (fake.sendCount === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    fake.faults.delayMs = 80
    const started = performance.now()
    expect(await send(access, 'p-2')).toBe(0)
    expect(performance.now() - started).toBeGreaterThan(75)
    expect(await Promise.race([held, Promise.resolve('held')])).toBe('held')
  })

  it('calm turns them all off', async () => {
    fake.faults.busy(0.99)
    fake.faults.badPayload = true
    fake.faults.loseReplies(0.99)
    fake.faults.calm()
    expect(await sendMany(5)).toEqual([0, 0, 0, 0, 0])
  })
})

describe('the control surface', () => {
  const order = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${fake.url}/__fake/${path}`, init)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  it('does from another process what the face does in this one', async () => {
    expect((await order('grant', { openid: 'o-1', templateId: 'x', kind: 'one_time' })).status).toBe(200)
    await order('faults', { busy: { n: 1 } })
    expect(await sendMany(2)).toEqual([-1, 0])
    expect((await order('tally')).body).toMatchObject({
      accepted: 1,
      mostPerRecipientAndTemplate: 1,
      refused: { '-1': 1 },
      tokenCalls: 1,
    })
    expect((await order('sends?from=0&limit=10')).body).toEqual([expect.objectContaining({ openid: 'p-1' })])
    expect((await order('inbox?openid=p-1')).body).toHaveLength(1)
    const { code } = (await order('code', { appId: MINI.appId, openid: 'o-1' })).body
    const query = `appid=${MINI.appId}&secret=${MINI.secret}&js_code=${code}&grant_type=authorization_code`
    const session = await (await fetch(`${fake.url}/sns/jscode2session?${query}`)).json()
    expect(session).toMatchObject({ openid: 'o-1' })
  })

  it('refuses unknown orders and unknown members', async () => {
    expect((await order('nothing', {})).status).toBe(404)
    expect((await order('faults', { buzy: 1 })).status).toBe(400)
    expect((await order('code', { appId: 'wxother', openid: 'o' })).status).toBe(400)
  })
})

describe('in production', () => {
  it('the command does not start', async () => {
    const root = join(__dirname, '../..')
    const run = promisify(execFile)(
      process.execPath,
      ['-r', './test/support/swc-register.js', 'fake-wechat/main.ts', '--port', '0'],
      { cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
    )
    await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('生产环境不能启动') })
  })

  it('nor does the fake inside another program', async () => {
    const before = process.env.NODE_ENV
    process.env.NODE_ENV = 'production'
    try {
      await expect(startFakeWechat({ apps: [MINI] })).rejects.toThrow(/production/)
    } finally {
      process.env.NODE_ENV = before
    }
  })
})
