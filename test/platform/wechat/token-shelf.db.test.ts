import { Seal } from '../../../src/platform/crypto'
import { SharedTokens, WechatToken } from '../../../src/platform/wechat/token-shelf'
import { openTestOffice, type TestOffice, testKeys } from '../../support/office'
import { clientOf, message, openStub, SEND_PATH, type Stub, TOKEN_PATH } from './stub'

let test: TestOffice
let wechat: Stub
let ended: Set<string>
let away: boolean

beforeEach(async () => {
  test = await openTestOffice()
  ended = new Set()
  away = false
  let n = 0
  wechat = await openStub(({ path, query }) => {
    if (path === TOKEN_PATH && away) return { errcode: -1, errmsg: 'busy' }
    if (path === TOKEN_PATH) return { access_token: `CANARY-token-${++n}`, expires_in: 7_200 }
    return ended.has(query.get('access_token') ?? '') ? { errcode: 42001 } : { errcode: 0 }
  })
})
afterEach(async () => {
  await wechat.close()
  await test.close()
})

const shelf = () => new SharedTokens(test.office.database, test.clock, new Seal(testKeys))
/** What a process of its own knows: its client, and the database. */
const processOf = () => {
  const { client } = clientOf(wechat.url)
  client.shareToken(shelf())
  return client
}
const send = async (client: ReturnType<typeof processOf>) => (await client.sendSubscribe(message)).kind
const row = () => test.office.database.reads.findOneByOrFail(WechatToken, { appId: 'wxstub' })

describe('the access token of several processes', () => {
  it('three processes that start at once ask once; one that starts later asks nobody', async () => {
    const all = [processOf(), processOf(), processOf()]
    const kinds = await Promise.all(all.flatMap((client) => Array.from({ length: 20 }, () => send(client))))
    expect(new Set(kinds)).toEqual(new Set(['sent']))
    expect(await send(processOf())).toBe('sent')
    expect(wechat.to(TOKEN_PATH)).toHaveLength(1)
  })

  it('when it ends, one fetches the next for all, and no call is made more than twice', async () => {
    const all = [processOf(), processOf()]
    await Promise.all(all.map(send))
    ended.add('CANARY-token-1')
    const kinds = await Promise.all(all.flatMap((client) => Array.from({ length: 20 }, () => send(client))))
    expect(new Set(kinds)).toEqual(new Set(['sent']))
    expect(wechat.to(TOKEN_PATH)).toHaveLength(2)
    expect(wechat.to(SEND_PATH).length).toBeLessThanOrEqual(2 + 2 * 40)
  })

  it('who died while asking is waited for as long as its lease, and not longer', async () => {
    expect(await shelf().take('wxstub', null)).toBe('fetch')
    test.clock.advance(9_999)
    expect(await shelf().take('wxstub', null)).toBe('wait')
    test.clock.advance(1)
    expect(await send(processOf())).toBe('sent')
  })

  it('where WeChat gives none, the next may ask at once', async () => {
    away = true
    expect(await send(processOf())).toBe('failed')
    away = false
    expect(await send(processOf())).toBe('sent')
  })

  it('it lies there sealed; one sealed with a key that is gone counts as none', async () => {
    await send(processOf())
    expect((await row()).sealedToken).not.toContain('CANARY')
    const other = new Seal([{ id: 'new', key: Buffer.alloc(32, 7) }])
    const after = new SharedTokens(test.office.database, test.clock, other)
    expect(await after.take('wxstub', null)).toBe('fetch')
  })

  it('a shelf that breaks stops nobody', async () => {
    const { client, lines } = clientOf(wechat.url)
    const broken = () => Promise.reject(new Error('the database is away'))
    client.shareToken({ take: broken, put: broken })
    expect(await send(client)).toBe('sent')
    expect(lines.join()).not.toContain('CANARY')
  })
})
