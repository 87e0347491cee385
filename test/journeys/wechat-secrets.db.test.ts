import { Writable } from 'node:stream'
import pino from 'pino'
import { startBot } from '../../bot/main'
import { menu } from '../../bot/menu'
import { startFakeWechat } from '../../fake-wechat'
import { WechatClient } from '../../src/platform/wechat/client'
import { post, textXml } from '../support/chat'
import { serveOffice } from '../support/http'
import { openTestOffice } from '../support/office'
import { publishPublication } from '../support/publications'

const oaSecret = 'CANARY-oa-secret-71f0'
const miniSecret = 'CANARY-mini-secret-33ab'
const keys = { token: 'CANARYtoken71f3', aesKey: 'CANARYkey7Qx2LmVb9TzKcR4wYhNpGsJd6FuEaXi3oB' }
const apps = { mini: 'wxcanarymini', oa: 'wxcanaryoa' }

it('talking, pushing, mass sending, menu and every fault on the way: no secret, token, key or openid in a log line or a reply', async () => {
  const lines: string[] = []
  const seen: string[] = []
  const tokens = new Set<string>()
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const log = pino({ level: 'trace' }, sink)
  const box = { now: () => Date.UTC(2026, 10, 24, 1) }
  const fake = await startFakeWechat({
    apps: [
      { appId: apps.mini, secret: miniSecret, kind: 'mini' },
      { appId: apps.oa, secret: oaSecret, kind: 'oa' },
    ],
    now: () => box.now(),
  })
  // Watches what WeChat hands out, which nobody else may see.
  const watching: typeof fetch = async (input, init) => {
    const reply = await fetch(input, init)
    const { access_token: token } = (await reply
      .clone()
      .json()
      .catch(() => ({}))) as { access_token?: string }
    if (token) tokens.add(token)
    return reply
  }
  const clock = { now: () => box.now() }
  const client = (appId: string, secret: string) =>
    new WechatClient({ apiBase: fake.url, appId, secret, clock, log, timeoutMs: 2_000 }, watching)
  const wechat = { mini: client(apps.mini, miniSecret), oa: client(apps.oa, oaSecret) }
  const test = await openTestOffice({ wechat, log, menu })
  box.now = () => test.clock.now()
  const { office } = test
  const bot = startBot(office, {
    wechat: { miniAppId: apps.mini, oaAppId: apps.oa, oaToken: keys.token, oaAesKey: keys.aesKey },
    publicUrl: 'https://gt.example',
    oa: wechat.oa,
  })
  const web = await serveOffice(office, { pages: [bot.middleware] })
  const url = `${web.base}/wechat/callback`
  for (const appId of [apps.mini, apps.oa]) fake.setCallback(appId, { url, ...keys })
  const openid = 'CANARY-openid-of-ada'
  const heard = async (text: string) => seen.push(JSON.stringify((await fake.say(openid, text)).reply))
  const runJobs = async () => {
    while ((await office.jobs.runDue()) > 0);
    await fake.settled()
  }

  await fake.follow(openid, { unionid: 'CANARY-unionid-1' })
  await fake.follow('CANARY-openid-of-bo')
  for (const text of ['帮助', '投票', '缆车多久检验一次，请问？', '留言', openid.slice(0, 3)])
    await heard(text)
  const forged = [
    await post(url, textXml(openid, '帮助', test.clock.now()), test.clock.now(), { token: 'wrongtoken' }),
    await post(url, '<!DOCTYPE x><xml></xml>', test.clock.now(), keys),
    await post(url, textXml(openid, '帮助', test.clock.now()), test.clock.now(), {
      ...keys,
      appId: 'wxother',
    }),
  ]
  expect(forged.map((f) => [f.status, f.body])).toEqual(Array(3).fill([403, '']))

  const published = await publishPublication(test)
  for (const role of ['leader', 'office', 'admin'] as const) await test.staff(role)
  const leader = await web.staff('leader')
  const admin = await web.staff('admin')
  const ask = async (...[who, method, path, body]: [typeof leader, string, string, unknown?]) => {
    const reply = await who(method, path, body)
    seen.push(reply.text, JSON.stringify([...reply.headers]))
    return reply
  }
  fake.faults.rotateTokens()
  const made = await ask(leader, 'POST', '/api/staff/mass-sends', { publicationId: published.id })
  expect(made.status).toBe(201)
  await runJobs()
  fake.faults.loseReplies(1)
  await ask(admin, 'PUT', '/api/staff/service-account/menu')
  fake.faults.busy(3)
  await ask(admin, 'GET', '/api/staff/service-account/menu')
  fake.faults.calm()
  const [enquiry] = (await office.enquiryReads.list({ limit: 1 })).items
  await ask(leader, 'POST', `/api/staff/enquiries/${enquiry?.id}/answer`, { answer: '每年一次。' })
  fake.faults.loseReplies(1)
  await runJobs()
  for (const path of ['campaigns', 'mass-sends', 'message-templates', 'enquiries', 'ledger'])
    await ask(leader, 'GET', `/api/staff/${path}`)
  const metrics = await web.stranger('GET', '/metrics')
  seen.push(metrics.text)

  expect(tokens.size).toBeGreaterThan(1)
  expect(fake.sends.map((s) => s.api)).toEqual(expect.arrayContaining(['mass', 'custom']))
  expect(lines.length).toBeGreaterThan(3)
  const secrets = ['CANARY', ...tokens]
  const leaks = [...lines, ...seen].filter((text) => secrets.some((secret) => text.includes(secret)))
  expect(leaks).toEqual([])
  await web.close()
  await bot.stop()
  await test.close()
  await fake.close()
})
