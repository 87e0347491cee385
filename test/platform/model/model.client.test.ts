import { Writable } from 'node:stream'
import pino from 'pino'
import { z } from 'zod'
import { createLog } from '../../../src/platform/log'
import { ModelClient, type ModelOptions } from '../../../src/platform/model/model.client'
import { type FakeModel, startFakeModel } from '../../support/model'
import { DAY, FrozenClock } from '../../support/office'

const key = 'sk-a-key-that-nobody-may-see'
const shape = z.strictObject({ stance: z.enum(['support', 'oppose']) })
const good = () => ({ say: '{"stance":"oppose"}' })

let fake: FakeModel
let clock: FrozenClock
beforeEach(async () => {
  fake = await startFakeModel(good)
  clock = new FrozenClock()
})
afterEach(() => fake.close())

const client = (over: Partial<ModelOptions> = {}) =>
  new ModelClient({
    baseUrl: `${fake.url}/`,
    key,
    chat: 'a-model',
    perDay: 100,
    clock,
    log: createLog('silent'),
    timeoutMs: 10_000,
    ...over,
  })
const ask = (model: ModelClient, user = '反对') => model.complete('说明', user, shape)

describe('a model that answers', () => {
  it('is asked with the key in the header and the words as the user’s, and its JSON is read', async () => {
    expect(await ask(client())).toEqual({ kind: 'answered', value: { stance: 'oppose' } })
    const [asked] = fake.asked
    expect(asked).toMatchObject({ path: '/v1/chat/completions', text: '反对' })
    expect(asked?.headers.authorization).toBe(`Bearer ${key}`)
    expect(JSON.parse(asked?.raw ?? '')).toMatchObject({ model: 'a-model', temperature: 0 })
    expect(asked?.raw).not.toContain(key)
  })

  it.each(['```json\n{"stance":"oppose"}\n```', '答案是 {"stance":"oppose"}。'])(
    'may wrap it: %j',
    async (say) => {
      fake.reply = () => ({ say })
      expect(await ask(client())).toMatchObject({ kind: 'answered' })
    },
  )

  it('is asked the same thing once by many, and different things two at a time', async () => {
    const model = client()
    await Promise.all(Array.from({ length: 20 }, () => ask(model)))
    expect(fake.asked).toHaveLength(1)
    await Promise.all(Array.from({ length: 20 }, (_, i) => ask(model, `第${i}条`)))
    expect(fake.asked).toHaveLength(21)
    expect(fake.atOnce()).toBeLessThanOrEqual(2)
  })

  it('is asked no more than so often a day, and again on the next', async () => {
    const model = client({ perDay: 2 })
    for (const [i, kind] of ['answered', 'answered', 'none'].entries())
      expect(await ask(model, `第${i}条`)).toMatchObject({ kind })
    expect(await ask(model, '再问')).toEqual({ kind: 'none', why: 'spent' })
    expect(fake.asked).toHaveLength(2)
    clock.advance(DAY)
    expect(await ask(model, '再问')).toMatchObject({ kind: 'answered' })
  })
})

describe('a model that does not', () => {
  it.each<[string, FakeModel['reply'], string]>([
    ['refuses', () => ({ status: 500, raw: '{"choices":[]}' }), 'refused'],
    ['sends what is no JSON', () => ({ raw: '<html>' }), 'garbled'],
    ['sends another envelope', () => ({ raw: '{"result":"oppose"}' }), 'garbled'],
    ['says what is no JSON', () => ({ say: '我认为是反对' }), 'garbled'],
    ['says a word outside the set', () => ({ say: '{"stance":"approve"}' }), 'garbled'],
    ['says more than it was asked', () => ({ say: '{"stance":"oppose","run":"rm"}' }), 'garbled'],
    ['sends without end', () => ({ raw: ' '.repeat(2 ** 20 + 1) }), 'garbled'],
  ])('%s', async (_, reply, why) => {
    fake.reply = reply
    expect(await ask(client())).toEqual({ kind: 'none', why })
  })

  it('is not waited for longer than was said, and a redirect is not followed', async () => {
    fake.reply = () => 'hang'
    const begun = performance.now()
    expect(await ask(client({ timeoutMs: 150 }))).toEqual({ kind: 'none', why: 'timeout' })
    expect(performance.now() - begun).toBeLessThan(5_000)
    const gone = fake.url
    await fake.close()
    expect(await ask(client({ baseUrl: gone }))).toEqual({ kind: 'none', why: 'unreached' })
    fake = await startFakeModel()
  })

  it('is left alone after three failures, for longer each time, and tried by one', async () => {
    const model = client()
    fake.reply = () => ({ status: 503 })
    for (const i of [1, 2, 3]) expect(await ask(model, `${i}`)).toEqual({ kind: 'none', why: 'refused' })
    expect(await ask(model)).toEqual({ kind: 'none', why: 'paused' })
    clock.advance(59_999)
    expect(await ask(model)).toEqual({ kind: 'none', why: 'paused' })
    expect(fake.asked).toHaveLength(3)
    clock.advance(1)
    const tried = await Promise.all([ask(model, 'a'), ask(model, 'b')])
    expect(tried.map((t) => t.kind === 'none' && t.why).sort()).toEqual(['paused', 'refused'])
    clock.advance(119_999)
    expect(await ask(model)).toEqual({ kind: 'none', why: 'paused' })
    clock.advance(1)
    fake.reply = good
    expect(await ask(model)).toMatchObject({ kind: 'answered' })
    fake.reply = () => ({ status: 503 })
    for (const i of [4, 5]) await ask(model, `${i}`)
    expect(await ask(model)).toEqual({ kind: 'none', why: 'refused' })
  })

  it('leaves neither key nor words in the log', async () => {
    const lines: string[] = []
    const sink = new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk))
        done()
      },
    })
    fake.reply = ({ headers, raw }) => ({ status: 500, raw: `${headers.authorization} ${raw}` })
    await ask(client({ log: pino({}, sink) }), '翡翠湾业主')
    expect(lines.join()).toContain('model away')
    expect(lines.join()).not.toMatch(/sk-a-key|翡翠/)
  })
})
