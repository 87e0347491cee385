import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addressOf, startProcess } from '../support/process'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guangting-process-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const key = Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex').toString(
  'base64',
)
const production = (): Record<string, string> => ({
  NODE_ENV: 'production',
  PORT: '0',
  DATA_DIR: folder,
  DATABASE_URL: `sqlite:${folder}/guangting.db`,
  PUBLIC_URL: 'https://gt.example',
  MASTER_KEYS: `k1:${key}`,
  WECHAT_MODE: 'live',
  WECHAT_API_BASE: 'http://127.0.0.1:9',
  WECHAT_MINI_APPID: 'wx1234567890abcdef',
  WECHAT_MINI_SECRET: 'q7Zr2uW8vT1yN5mK9pL3',
  WECHAT_OA_APPID: 'wxfedcba0987654321',
  WECHAT_OA_SECRET: 'xB6cD4fG0hJaSeRtYuIo',
  WECHAT_OA_TOKEN: 'N5mK9pL3xB6c',
  WECHAT_OA_AES_KEY: 'q7Zr2uW8vT1yN5mK9pL3xB6cD4fG0hJaSeRtYuIoPdA',
})

interface Reply {
  status: number
  body: string
  headers: Record<string, unknown>
}

/** One request on a kept-alive connection; rejects when the reply is broken off. */
function ask(
  base: string,
  path: string,
  agent: Agent,
  method = 'GET',
  body?: unknown,
  headers = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const asked = request(base + path, { agent, method, headers: { ...type, ...headers } }, (reply) => {
      let text = ''
      reply.on('data', (d) => {
        text += d
      })
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: text, headers: reply.headers }))
      reply.on('error', reject)
      reply.on('aborted', () => reject(new Error('broken off')))
    })
    asked.on('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

describe('a process in production', () => {
  it('without its secrets does not start: exit code 1, one Chinese sentence for each', async () => {
    const started = startProcess({ NODE_ENV: 'production', DATA_DIR: folder, PORT: '0' })
    expect(await started.exited).toBe(1)
    const lines = started.output().trim().split('\n')
    expect(lines[0]).toBe('广听没有启动，请修改以下设置：')
    for (const name of [
      'MASTER_KEYS',
      'DATABASE_URL',
      'PUBLIC_URL',
      'WECHAT_MODE',
      'WECHAT_MINI_SECRET',
      'WECHAT_OA_TOKEN',
    ])
      expect(lines.some((line) => line.startsWith(`  - ${name} `) && /[\u4e00-\u9fff]/.test(line))).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  })

  it('with a first administrator’s common password does not start either, and says which setting', async () => {
    const started = startProcess({ ...production(), BOOTSTRAP_ADMIN_PASSWORD: 'administrator' })
    expect(await started.exited).toBe(1)
    expect(started.output()).toMatch(/BOOTSTRAP_ADMIN_PASSWORD：/)
    expect(started.output()).not.toContain('administrator')
  })

  it('starts empty: no demo, no built-in account, one administrator who must change the password; secrets stay out of the log', async () => {
    const word = 'Erster-Zugang-2026'
    const environment: Record<string, string> = {
      ...production(),
      BOOTSTRAP_ADMIN_PASSWORD: word,
      LOG_LEVEL: 'trace',
    }
    const started = startProcess(environment)
    const base = await addressOf(started)
    const agent = new Agent({ keepAlive: true })
    expect(JSON.parse((await ask(base, '/api/polls', agent)).body).items).toEqual([])
    const signIn = (username: string, password: string) =>
      ask(base, '/api/staff/session', agent, 'POST', { username, password })
    for (const name of ['admin', 'editor', 'root', 'office'])
      for (const guess of ['admin', 'password', '123456', name])
        expect((await signIn(name, guess)).status).toBe(401)
    const inside = await signIn('admin', word)
    expect([inside.status, JSON.parse(inside.body).staff.mustChangePassword]).toEqual([201, true])
    const cookie = String(inside.headers['set-cookie']).split(';')[0] ?? ''
    expect(cookie).toMatch(/^__Host-staff=/)
    const list = await ask(base, '/api/staff/accounts', agent, 'GET', undefined, { cookie })
    expect([list.status, JSON.parse(list.body).code]).toEqual([403, 'must_change_password'])
    // WeChat is away: refused politely, not a fault.
    expect((await ask(base, '/api/session', agent, 'POST', { code: 'sim:x' })).status).toBe(503)
    started.child.kill('SIGTERM')
    agent.destroy()
    expect(await started.exited).toBe(0)
    const secrets = [
      word,
      key,
      environment.WECHAT_MINI_SECRET,
      environment.WECHAT_OA_SECRET,
      environment.WECHAT_OA_AES_KEY,
      cookie.slice(13),
    ]
    for (const secret of secrets) expect(started.output()).not.toContain(secret)
    for (const file of readdirSync(folder))
      for (const secret of secrets)
        expect([file, readFileSync(join(folder, file)).includes(secret ?? '')]).toEqual([file, false])
  })
})

describe('a process that is told to stop', () => {
  it('drops readiness first, answers all that was asked, loses no vote, and is gone in time', async () => {
    const environment = {
      PORT: '0',
      DATA_DIR: folder,
      RATE_LIMITS: 'off',
      DEMO_STAFF_PASSWORD: 'Demo-Word-2026',
    }
    const started = startProcess(environment)
    const base = await addressOf(started)
    const agent = new Agent({ keepAlive: true, maxSockets: 40 })
    const lone = new Agent({ keepAlive: false })
    const polls = JSON.parse((await ask(base, '/api/polls?state=open', lone)).body).items
    expect(polls.length).toBeGreaterThan(0)
    const { id: pollId, questions } = polls[0]
    const answers = questions
      .filter((q: { kind: string }) => q.kind === 'choice')
      .map((q: { id: string; minChoices: number; options: { id: string }[] }) => ({
        questionId: q.id,
        optionIds: q.options.slice(0, Math.max(q.minChoices, 1)).map((o) => o.id),
      }))
    const tokens = await Promise.all(
      Array.from(
        { length: 120 },
        async (_, i) =>
          JSON.parse((await ask(base, '/api/session', agent, 'POST', { code: `sim:o-stop-${i}` })).body)
            .token as string,
      ),
    )
    const before = JSON.parse((await ask(base, `/api/polls/${pollId}/tally`, lone)).body).ballots as number
    let stopping = false
    let refused = 0
    let voted = 0
    const broken: string[] = []
    const ready: number[] = []
    // A connection that was never made is no broken reply: a balancer sends that request elsewhere.
    const fault = (error: NodeJS.ErrnoException) => {
      if (stopping && error.code === 'ECONNREFUSED') refused++
      else broken.push(`${error.code} ${error.message}`)
    }
    const reader = async () => {
      while (refused === 0 && broken.length === 0)
        await ask(base, `/api/polls/${pollId}/tally`, agent).then(
          (reply) => reply.status === 200 || broken.push(`status ${reply.status}`),
          fault,
        )
    }
    const voter = async (token: string, i: number) => {
      await new Promise((resolve) => setTimeout(resolve, i * 4))
      await ask(
        base,
        `/api/polls/${pollId}/ballot`,
        agent,
        'PUT',
        { answers },
        { authorization: `Bearer ${token}` },
      ).then(
        (reply) => (reply.status === 201 ? voted++ : broken.push(`vote ${reply.status} ${reply.body}`)),
        fault,
      )
    }
    const probe = async () => {
      while (refused === 0 && broken.length === 0) {
        // The probe of a balancer: a refused or reset connection tells it just as well.
        await ask(base, '/readyz', lone).then(
          (reply) => ready.push(reply.status),
          () => ready.push(0),
        )
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const work = [...Array.from({ length: 16 }, reader), ...tokens.map(voter), probe()]
    await new Promise((resolve) => setTimeout(resolve, 200))
    stopping = true
    const asked = performance.now()
    started.child.kill('SIGTERM')
    await Promise.all(work)
    expect(await started.exited).toBe(0)
    expect(performance.now() - asked).toBeLessThan(30_000)
    expect(broken).toEqual([])
    // Ready, then not ready while still answering, then gone.
    expect(ready.join(' ')).toMatch(/^200( 200)*( 503)+( 0)*$/)
    expect(voted).toBeGreaterThan(20)
    agent.destroy()

    const again = startProcess(environment)
    const after = JSON.parse(
      (await ask(await addressOf(again), `/api/polls/${pollId}/tally`, lone)).body,
    ).ballots
    expect(after - before).toBe(voted)
    again.child.kill('SIGTERM')
    expect(await again.exited).toBe(0)
    // The demo's own keys are readable by its owner only.
    expect(statSync(join(folder, 'master-key')).mode & 0o077).toBe(0)
  })
})
