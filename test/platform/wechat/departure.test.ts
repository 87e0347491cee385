import { type AddressInfo, createServer } from 'node:net'
import type { Departure } from '../../../src/platform/wechat/client'
import { clientOf, message, openStub, SEND_PATH, type Stub, TOKEN_PATH } from './stub'

const ok = { errcode: 0, errmsg: 'ok' }
const tokens = (n: number) => ({ access_token: `CANARY-token-${n}`, expires_in: 7200 })
const open: Stub[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((s) => s.close()))
})

async function stub(...args: Parameters<typeof openStub>): Promise<Stub> {
  const made = await openStub(...args)
  open.push(made)
  return made
}

/** What a departure was told, in order; `may` is its answer. */
function watched(may = true) {
  const told: string[] = []
  const departure: Departure = {
    leaves: () => {
      told.push('leaves')
      return may
    },
    stays: () => told.push('stays'),
  }
  return { told, departure }
}

it('a message that is sent has left once', async () => {
  const wechat = await stub((request) => (request.path === TOKEN_PATH ? tokens(1) : ok))
  const { told, departure } = watched()
  expect(await clientOf(wechat.url).client.sendSubscribe(message, departure)).toMatchObject({ kind: 'sent' })
  expect(told).toEqual(['leaves'])
})

it('one that may not leave does not reach WeChat, and the next goes out', async () => {
  const wechat = await stub((request) => (request.path === TOKEN_PATH ? tokens(1) : ok))
  const { client } = clientOf(wechat.url)
  const kept = { kind: 'failed', errcode: -1, errmsg: 'kept' }
  expect(await client.sendSubscribe(message, watched(false).departure)).toEqual(kept)
  expect(wechat.to(SEND_PATH)).toEqual([])
  expect(await client.sendSubscribe(message)).toMatchObject({ kind: 'sent' })
  expect(wechat.to(SEND_PATH)).toHaveLength(1)
})

it('one that WeChat refuses unread, for an old token, stays; with the new one it leaves again', async () => {
  let n = 0
  const wechat = await stub((request) => {
    if (request.path === TOKEN_PATH) return tokens(++n)
    return request.query.get('access_token') === 'CANARY-token-1' ? { errcode: 40001, errmsg: 'old' } : ok
  })
  const { told, departure } = watched()
  expect(await clientOf(wechat.url).client.sendSubscribe(message, departure)).toMatchObject({ kind: 'sent' })
  expect(told).toEqual(['leaves', 'stays', 'leaves'])
})

it('without a token nothing leaves', async () => {
  const wechat = await stub(() => ({ errcode: -1, errmsg: 'busy' }))
  const { told, departure } = watched()
  expect(await clientOf(wechat.url).client.sendSubscribe(message, departure)).toMatchObject({ errcode: -1 })
  expect(told).toEqual([])
})

it('while a connection is being opened nothing has left, however long it takes', async () => {
  // It takes connections and never shakes hands.
  const mute = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => mute.once('listening', resolve))
  const address = mute.address() as AddressInfo
  const { client } = clientOf(`https://127.0.0.1:${address.port}`, 300)
  client.shareToken({ take: async () => ({ value: 'CANARY-token', until: Infinity }), put: async () => {} })
  const { told, departure } = watched()
  const result = await client.sendSubscribe(message, departure)
  mute.close()
  expect(result).toMatchObject({ kind: 'failed', errcode: -1 })
  expect(told).toEqual([])
})

it('of many that go at once, none has left before there is a connection for it', async () => {
  let left = 0
  const wechat = await stub((request) => (request.path === TOKEN_PATH ? tokens(1) : ok))
  const { client } = clientOf(wechat.url)
  await client.ready()
  const sends = Array.from({ length: 64 }, () =>
    client.sendSubscribe(message, {
      leaves: () => {
        left++
        return true
      },
    }),
  )
  // All are under way, and no connection has been opened yet.
  await new Promise((resolve) => process.nextTick(resolve))
  const atOnce = left
  await Promise.all(sends)
  expect([atOnce, left]).toEqual([0, 64])
})
