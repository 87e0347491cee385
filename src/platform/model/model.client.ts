import { z } from 'zod'
import { shanghaiDay } from '../calendar'
import type { Clock } from '../clock'
import type { Log } from '../log'
import { Breaker } from './model.breaker'
import { ModelWire, type WireAnswer } from './model.wire'

/** `paused` and `spent`: nothing was sent, asking later may help; the others: this question has no answer. */
export type ModelReply<T> =
  | { kind: 'answered'; value: T }
  | { kind: 'none'; why: 'timeout' | 'refused' | 'unreached' | 'garbled' | 'paused' | 'spent' }

export interface ModelOptions {
  /** Of the OpenAI-compatible interface, for example `https://models.example.gov.cn/v1`. */
  baseUrl: string
  key?: string
  /** Name of the language model. */
  chat: string
  /** Requests of this process on one Shanghai day, at the most. */
  perDay: number
  clock: Clock
  log: Log
  /** For one request; 10,000 ms unless given. */
  timeoutMs?: number
}

const AT_ONCE = 2
const ANSWER_TOKENS = 300

const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
})
/**
 * A language model behind an OpenAI-compatible address. Few requests at once, the same question only once, no more than
 * so many a day, and none for a while after it failed repeatedly. Never throws; logs neither words nor key.
 */
export class ModelClient {
  readonly #options: ModelOptions
  readonly #wire: ModelWire
  readonly #breaker: Breaker
  readonly #flights = new Map<string, Promise<WireAnswer | { kind: 'none'; why: 'paused' | 'spent' }>>()
  readonly #waiting: (() => void)[] = []
  #free = AT_ONCE
  #day = ''
  #spent = 0

  constructor(options: ModelOptions, fetchImpl: typeof fetch = fetch) {
    const { baseUrl, key, timeoutMs = 10_000, clock } = options
    this.#options = options
    this.#wire = new ModelWire({ baseUrl, key, timeoutMs }, fetchImpl)
    this.#breaker = new Breaker(clock)
  }

  /** Name of the language model, to be kept with what it said. */
  get name(): string {
    return this.#options.chat
  }

  /** Asks for JSON of this shape; whatever else comes back is `garbled`. */
  async complete<T>(system: string, user: string, shape: z.ZodType<T>): Promise<ModelReply<T>> {
    const answer = await this.ask('/chat/completions', {
      model: this.#options.chat,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      temperature: 0,
      max_tokens: ANSWER_TOKENS,
      response_format: { type: 'json_object' },
    })
    if (answer.kind === 'none') return answer
    const said = completion.safeParse(answer.json).data?.choices[0]?.message.content
    const read = shape.safeParse(said === undefined ? undefined : jsonIn(said))
    return read.success ? { kind: 'answered', value: read.data } : { kind: 'none', why: 'garbled' }
  }

  private ask(path: string, body: object) {
    const name = `${path} ${JSON.stringify(body)}`
    const known = this.#flights.get(name)
    if (known) return known
    const flight = this.inTurn(path, body).finally(() => this.#flights.delete(name))
    this.#flights.set(name, flight)
    return flight
  }

  private async inTurn(path: string, body: object) {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await this.send(path, body)
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  private async send(path: string, body: object) {
    const { clock, log, perDay } = this.#options
    const today = shanghaiDay(clock.now())
    if (this.#day !== today) {
      this.#day = today
      this.#spent = 0
    }
    if (this.#spent >= perDay) return { kind: 'none', why: 'spent' } as const
    if (!this.#breaker.enter()) return { kind: 'none', why: 'paused' } as const
    this.#spent++
    const answer = await this.#wire.post(path, body)
    if (answer.kind === 'answered') this.#breaker.succeeded()
    else {
      this.#breaker.failed()
      log.warn({ api: path, why: answer.why }, 'model away')
    }
    return answer
  }
}

/** Models like to wrap their JSON in a fence or in a sentence. */
function jsonIn(said: string): unknown {
  const [from, to] = [said.indexOf('{'), said.lastIndexOf('}')]
  try {
    return JSON.parse(said.slice(from, to + 1))
  } catch {
    return undefined
  }
}
