import { openChat, post, type TestChat, textXml } from '../support/chat'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { snapshot } from '../support/tables'

let test: TestOffice
let chat: TestChat
beforeAll(async () => {
  test = await openTestOffice()
  chat = await openChat(test.office)
})
afterAll(async () => {
  await chat.close()
  await test.close()
})

const AT_ONCE = 10
const ROUNDS = 30
const LIMIT_MS = 1_000

it('three hundred forgeries, ten at a time: each refused within a second, nothing written, and residents are served meanwhile', async () => {
  const poll = await openPoll(test)
  const now = () => test.clock.now()
  const text = () => textXml('o-flood', '投票', now())
  const padded = (bytes: number) => (sealed: string) =>
    sealed.replace('</xml>', `<P>${'x'.repeat(bytes)}</P></xml>`)
  const forgeries: (() => Parameters<typeof post>[3])[] = [
    () => ({ token: 'another' }),
    () => ({ appId: 'wx0000000000000000' }),
    () => ({ body: padded(1024 * 1024) }),
    () => ({ body: padded(65 * 1024) }),
    () => ({ body: (sealed) => `<!DOCTYPE xml [<!ENTITY a "${'b'.repeat(999)}">]>${sealed}` }),
    () => ({ body: () => `<xml>${'<a>'.repeat(9_000)}${'</a>'.repeat(9_000)}</xml>` }),
    () => ({ body: text, query: { encrypt_type: 'aes' } }),
    () => ({ body: () => ']]>'.repeat(20_000) }),
    () => ({ query: { timestamp: '1' } }),
    () => ({ query: { msg_signature: 'é'.repeat(40) } }),
  ]
  // The first text loads the chat framework: not what is measured here.
  await chat.say('o-first', '帮助')
  const before = await snapshot(test.office)
  const took: number[] = []
  const answers = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        const from = performance.now()
        const { status, body } = await post(chat.url, text(), now(), forgeries[(round + n) % AT_ONCE]?.())
        took.push(performance.now() - from)
        answers.add(`${status} ${body}`)
      }),
    )
  }
  expect([...answers]).toEqual(['403 '])
  expect(await snapshot(test.office)).toEqual(before)
  const p99 = took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.POSITIVE_INFINITY
  process.stdout.write(`forged pushes: p99 ${p99.toFixed(0)} ms of ${took.length}\n`)
  expect(p99).toBeLessThan(LIMIT_MS)
  const flood = Promise.all(forgeries.map((forge) => post(chat.url, text(), now(), forge())))
  expect(await chat.say('o-served', '投票')).toContain(poll.title)
  await flood
})
