import { Running } from './running'
import { around, attribute, type Dom, isOn, listens, send, textOf, within } from './view'
import { fakeWx, Network, type World } from './wx'

const PATIENCE_MS = 60_000
/** As `miniapp/vite.config.ts` builds it in. */
const service = (process.env.PUBLIC_URL ?? 'http://127.0.0.1:3000').replace(/\/$/, '')

/**
 * Somebody's phone with the built mini-program: what is shown is read, and what is tapped is found by its words. Only
 * `wx` is made up; the way leads to the real service at `base`.
 */
export class Phone implements World {
  readonly service = service
  readonly storage = new Map<string, string>()
  readonly network = new Network()
  clipboard = ''
  answers: 'accept' | 'reject' = 'accept'
  #running: Running | null = null
  #wx: Record<string, unknown> = {}

  constructor(
    readonly base: string,
    readonly openid: string,
  ) {}

  subscribe(): 'accept' | 'reject' {
    return this.answers
  }
  running(): Running | null {
    return this.#running
  }

  /** Opens it, anew where it was open: memory is lost, what was stored is not. */
  open(route = 'pages/home/home', query: Record<string, string> = {}): void {
    this.close()
    this.#wx = fakeWx(this)
    this.#running = new Running(this.#wx)
    this.#running.start(route, query)
  }

  close(): void {
    this.#running?.stop()
    this.#running = null
    this.network.forget()
  }

  get #now(): Running {
    if (!this.#running) throw new Error('the mini-program is not open')
    return this.#running
  }
  get #dom(): Dom {
    return this.#now.top.rendered.dom
  }
  /** The page on top. */
  get route(): string {
    return this.#now.top.route
  }
  get title(): string {
    return this.#now.top.title
  }
  get text(): string {
    return textOf(this.#dom)
  }
  get troubles(): string[] {
    return [...this.#now.troubles, ...this.network.foreign.map((address) => `asked ${address}`)]
  }

  /** Waits until it can be read. */
  async sees(...sentences: string[]): Promise<void> {
    for (const sentence of sentences) await this.#until(sentence, () => this.text.includes(sentence))
  }
  async seesNot(sentence: string): Promise<void> {
    await this.#until(`no ${sentence}`, () => !this.text.includes(sentence))
  }
  async isAt(route: string): Promise<void> {
    await this.#until(route, () => this.route === route)
  }
  /** Nothing is on its way or being read any more, seen several times in a row: a try may follow another. */
  async rests(): Promise<void> {
    let calm = 0
    await this.#until('rest', () => {
      const isAsking = this.text.includes('参加之前，请先看一下')
      const isCalm = !this.network.isBusy && (isAsking || !this.text.includes('正在读取…'))
      calm = isCalm ? calm + 1 : 0
      return calm > 3
    })
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const end = Date.now() + PATIENCE_MS
    while (!isSo()) {
      if (Date.now() > end)
        throw new Error(
          `In vain: ${what}\n--- ${this.route}\n${this.text}\n--- ${this.troubles.join('\n')}\n--- ${this.network.sent.slice(-8).join('\n')}`,
        )
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** Waits for what bears exactly these words and can be tapped, and taps it. */
  async tap(words: string): Promise<void> {
    let target: Dom | undefined
    await this.#until(`to tap: ${words}`, () => {
      target = this.#tappable(words)
      return target !== undefined
    })
    ;(this.#wx.tapped as () => void)()
    send(target as unknown as Dom, 'tap', {}, true)
  }

  /** Waits for the field of this name, and types into it over what stood there. */
  async type(name: string, value: string): Promise<void> {
    await this.#until(`field ${name}`, () => this.#field(name) !== undefined)
    send(this.#field(name) as Dom, 'input', { value, cursor: value.length }, false)
  }
  typed(name: string): unknown {
    const field = this.#field(name)
    return field && attribute(field, 'value')
  }
  /** Whether an option is chosen, as a screen reader hears it. */
  isChosen(words: string): boolean {
    const [option] = [...this.#bearing(words)].filter((node) => attribute(node, 'aria-checked') !== undefined)
    if (!option) throw new Error(`no option ${words} in:\n${this.text}`)
    return isOn(attribute(option, 'aria-checked'))
  }

  /** Waits until an option is chosen. */
  async chose(words: string): Promise<void> {
    await this.#until(`chosen: ${words}`, () => this.isChosen(words))
  }

  #field(name: string): Dom | undefined {
    return [...within(this.#dom)].find(
      (node) => listens(node, 'input') && attribute(node, 'aria-label') === name,
    )
  }
  /** Marks before an option's words are for the eye. */
  #bearing(words: string): Dom[] {
    return [...within(this.#dom)].filter((node) => textOf(node).replace(/^[○◉☐☑]\s*/, '') === words)
  }
  #tappable(words: string): Dom | undefined {
    const nodes = [...within(this.#dom)]
    const isFree = (node: Dom) =>
      [...around(node)].every((at) => !isOn(attribute(at, 'disabled')) && !isOn(attribute(at, 'aria-hidden')))
    const exact = this.#bearing(words)
    const leading = nodes.filter((node) => listens(node, 'tap') && textOf(node).split('\n')[0] === words)
    return [...exact, ...leading]
      .map((node) => [...around(node)].find((at) => listens(at, 'tap')))
      .filter((node): node is Dom => node !== undefined && isFree(node))
      .at(0)
  }
}
