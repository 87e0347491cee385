import { log } from 'wechaty-puppet'
import { Chatterbox } from '../../bot/chatterbox'
import { createLog } from '../../src/platform/log'

let chatterbox: Chatterbox
const heard: string[] = []

beforeAll(async () => {
  chatterbox = await Chatterbox.start(async (id) => {
    heard.push(id)
    if (id === 'silent') return null
    if (id === 'bad') throw new Error('the database is away')
    // The later a message comes, the sooner it is answered: replies overtake each other.
    await new Promise((resolve) => setTimeout(resolve, 60 - Number(id.slice(1) || 0)))
    return `reply to ${id}`
  }, createLog('silent'))
})
afterAll(() => chatterbox.stop())

it('a reply finds its own message, also when fifty of one person are under way', async () => {
  const ids = Array.from({ length: 50 }, (_, i) => `m${i}`)
  const replies = await Promise.all(ids.map((id) => chatterbox.hear(id, '投票', 1)))
  expect(replies).toEqual(ids.map((id) => `reply to ${id}`))
})

it('nothing said is null; a failure reaches whoever waits and nobody else', async () => {
  expect(await chatterbox.hear('silent', '…', 1)).toBeNull()
  await expect(chatterbox.hear('bad', '投票', 1)).rejects.toThrow('the database is away')
  expect(await chatterbox.hear('m1', '投票', 1)).toBe('reply to m1')
})

it('the same message may be heard again', async () => {
  await chatterbox.hear('m2', '投票', 1)
  expect(await chatterbox.hear('m2', '投票', 1)).toBe('reply to m2')
  expect(heard.filter((id) => id === 'm2').length).toBeGreaterThanOrEqual(2)
})

it('Wechaty’s own log keeps quiet about what is said', () => {
  expect(log.level()).toBe('error')
})
