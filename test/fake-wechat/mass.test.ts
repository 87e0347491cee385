import { MINUTE, OA, type OpenDesk, openDesk } from './wire'

const SEND = '/cgi-bin/message/mass/send'
const ALL = '/cgi-bin/message/mass/sendall'
const text = { msgtype: 'text', text: { content: '消费提示' } }

async function withFollowers(n: number): Promise<OpenDesk> {
  const d = openDesk()
  for (let i = 1; i <= n; i += 1) await d.deeds.follow(`f-${i}`, {})
  return d
}

const toAll = (d: OpenDesk, more: object = {}) =>
  d.post(OA, ALL, { filter: { is_to_all: true }, ...text, ...more })
const received = (d: OpenDesk, openid: string) =>
  d.world.inboxes.of(openid).filter((m) => m.kind === 'mass').length

describe('mass send', () => {
  it('reaches a follower four times in a natural month of Shanghai, a newcomer still', async () => {
    const d = await withFollowers(2)
    for (let i = 0; i < 4; i += 1) expect(toAll(d).errcode).toBe(0)
    await d.deeds.follow('f-3', {})
    expect(toAll(d).errcode).toBe(0)
    expect(['f-1', 'f-2', 'f-3'].map((o) => received(d, o))).toEqual([4, 4, 1])
    d.clock.now = Date.parse('2026-03-31T15:59:59.999Z')
    toAll(d)
    expect(received(d, 'f-1')).toBe(4)
    d.clock.now += 1
    toAll(d)
    expect(received(d, 'f-1')).toBe(5)
  })

  it('the same clientmsgid is one job, and 45065 names it', async () => {
    const d = await withFollowers(2)
    const first = toAll(d, { clientmsgid: 'campaign-1' })
    expect(first).toMatchObject({ errcode: 0, msg_id: expect.any(Number) })
    expect(toAll(d, { clientmsgid: 'campaign-1' })).toMatchObject({ errcode: 45065, msg_id: first.msg_id })
    expect(toAll(d, { clientmsgid: 'campaign-2' }).errcode).toBe(0)
    expect(received(d, 'f-1')).toBe(2)
  })

  it('a clientmsgid whose first try met -1 waits a minute', async () => {
    const d = await withFollowers(1)
    d.world.faults.busy(1)
    expect(toAll(d, { clientmsgid: 'c' }).errcode).toBe(-1)
    d.clock.now += MINUTE - 1
    expect(toAll(d, { clientmsgid: 'c' }).errcode).toBe(45066)
    d.clock.now += 1
    expect(toAll(d, { clientmsgid: 'c' }).errcode).toBe(0)
  })

  it('a clientmsgid has 64 bytes', async () => {
    const d = await withFollowers(1)
    expect(toAll(d, { clientmsgid: 'c'.repeat(64) }).errcode).toBe(0)
    expect(toAll(d, { clientmsgid: 'c'.repeat(65) }).errcode).toBe(45067)
  })

  it('sixty calls a minute', async () => {
    const d = await withFollowers(1)
    const codes = Array.from({ length: 61 }, () => toAll(d).errcode)
    expect(codes).toEqual([...Array(60).fill(0), 45011])
    d.clock.now += MINUTE
    expect(toAll(d).errcode).toBe(0)
  })

  it('a list needs two openids and reaches only those who follow', async () => {
    const d = await withFollowers(2)
    const toList = (touser: unknown) => d.post(OA, SEND, { touser, ...text }).errcode
    expect(toList(['f-1'])).toBe(40130)
    expect(toList('f-1')).toBe(40130)
    expect(toList(['f-1', 'nobody'])).toBe(0)
    expect(received(d, 'f-1')).toBe(1)
    expect(d.world.sent.length).toBe(1)
  })
})
