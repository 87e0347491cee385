import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { SubscriptionGrant } from '../../src/modules/push'
import { insertRows } from '../../src/modules/push/push.rows'
import { ResidentIdentity } from '../../src/modules/residents'
import type { Office, OfficeOptions } from '../../src/office'
import type { Clock } from '../../src/platform/clock'
import { hmacSha256, Seal } from '../../src/platform/crypto'
import { keyFor } from '../../src/platform/keys'
import { createLog } from '../../src/platform/log'
import { WechatClient } from '../../src/platform/wechat/client'
import { openTestOffice, type TestOffice, testKeys } from './office'
import { registerResidents } from './push'

export const miniApp = { appId: 'wxminitest', secret: 'a-secret-of-the-mini-program-0001' }
export const oaApp = { appId: 'wxoatest', secret: 'a-secret-of-the-service-account-1' }
export const MINI_NOTICE = 'demo-mini-notice'
export const MINI_VOTE = 'demo-mini-vote-result'

/** The clients of both accounts, pointed at a fake. */
export function wechatClients(apiBase: string, clock: Clock, timeoutMs = 15_000) {
  const log = createLog('silent')
  return {
    mini: new WechatClient({ apiBase, ...miniApp, clock, log, timeoutMs }),
    oa: new WechatClient({ apiBase, ...oaApp, clock, log, timeoutMs }),
  }
}

export interface WechatTest extends TestOffice {
  fake: FakeWechat
}

/** The office with both WeChat channels and a fake WeChat at their other end, on one clock. */
export async function openWechatOffice(
  timeoutMs?: number,
  over: Partial<OfficeOptions> = {},
  kind?: 'sqlite' | 'mysql',
): Promise<WechatTest> {
  const start = Date.UTC(2026, 10, 24, 1, 0, 0)
  const box: { test?: TestOffice } = {}
  const clock: Clock = { now: () => box.test?.clock.now() ?? start }
  const fake = await startFakeWechat({
    apps: [
      { ...miniApp, kind: 'mini' },
      { ...oaApp, kind: 'oa' },
    ],
    now: () => clock.now(),
  })
  const test = await openTestOffice({ ...over, wechat: wechatClients(fake.url, clock, timeoutMs) }, kind)
  box.test = test
  return Object.assign(Object.create(test) as TestOffice, {
    fake,
    async close() {
      await test.close()
      await fake.close()
    },
  })
}

export interface People {
  ids: string[]
  openids: string[]
}

interface Consent {
  templateId: string
  kind: 'one_time' | 'long_term'
  /** One-time accepts; 1 unless told. */
  times?: number
}

/**
 * Residents known to an app, with a consent here and, unless `onlyHere`, at WeChat too. Put into the tables at once.
 */
export async function wechatPeople(
  test: { office: Office; clock: Clock; fake?: FakeWechat },
  count: number,
  o: { appId?: string; prefix?: string; consent?: Consent; onlyHere?: boolean } = {},
): Promise<People> {
  const { appId = miniApp.appId, prefix = 'o-', consent } = o
  const ids = await registerResidents(test, count)
  const openids = ids.map((id) => `${prefix}${id.toLowerCase()}`)
  await putIdentities(test.office, appId, ids, openids)
  if (consent) await putGrants(test.office, appId, ids, consent)
  if (consent && test.fake && !o.onlyHere)
    for (const openid of openids)
      test.fake.grant(openid, consent.templateId, consent.kind, consent.times ?? 1)
  return { ids, openids }
}

async function inChunks<T>(rows: T[], put: (some: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += 500) await put(rows.slice(at, at + 500))
}

/** What signing in leaves behind. */
export async function putIdentities(
  office: Office,
  appId: string,
  ids: string[],
  openids: string[],
): Promise<void> {
  const seal = new Seal(testKeys)
  const key = await keyFor(office.database, seal, 'identity')
  const rows = ids.map((residentId, n) => {
    const identityHash = hmacSha256(key, `${appId}\n${openids[n]}`)
    const sealedOpenid = seal.seal(openids[n] ?? '', `resident_identities.${identityHash}`)
    return { identityHash, residentId, appId, sealedOpenid, keepUntil: null }
  })
  await inChunks(rows, (some) => office.database.transaction((tx) => insertRows(tx, ResidentIdentity, some)))
}

export async function putGrants(
  office: Office,
  appId: string,
  ids: string[],
  { templateId, kind, times = 1 }: Consent,
): Promise<void> {
  const now = office.clock.now()
  const rows = ids.map((residentId) => ({
    residentId,
    templateId,
    appId,
    kind,
    state: 'accept' as const,
    claimed: kind === 'one_time' ? times : 0,
    confirmed: 0,
    spent: 0,
    decidedAt: now,
    createdAt: now,
  }))
  await inChunks(rows, (some) => office.database.transaction((tx) => insertRows(tx, SubscriptionGrant, some)))
}

/** One-time messages left, by resident; what has no row counts as none. */
export async function grantsLeft(office: Office, templateId: string): Promise<Map<string, number>> {
  const rows = await office.database.reads.findBy(SubscriptionGrant, { templateId })
  return new Map(rows.map((g) => [g.residentId, Math.max(g.claimed, g.confirmed) - g.spent]))
}
