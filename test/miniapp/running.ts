import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Context, createContext, Script } from 'node:vm'
import { built, define, loadPage, type Rendered, render, screen } from './view'

type Query = Record<string, string>
/** A page as its own scripts see it. */
export interface Page {
  route: string
  options: Query
  title: string
  rendered: Rendered
}
type Hook = (argument?: unknown) => void
const app = JSON.parse(readFileSync(join(built, 'app.json'), 'utf8')) as {
  pages: string[]
  subPackages: { root: string; pages: string[] }[]
  tabBar: { list: { pagePath: string }[] }
}
export const routes = [
  ...app.pages,
  ...app.subPackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`)),
]
const tabs = app.tabBar.list.map(({ pagePath }) => pagePath)
/** WeChat opens no more above one another. */
const MOST_PAGES = 10

/**
 * The mini-program while it runs: its scripts in a world that knows `wx` and nothing of a browser or of Node, and the
 * pages above one another as WeChat keeps them. Ends with {@link stop}, as when WeChat drops it from memory.
 */
export class Running {
  readonly pages: Page[] = []
  /** What its scripts complained of. */
  readonly troubles: string[] = []
  readonly #modules = new Map<string, { exports: unknown }>()
  readonly #ids = new Map<string, string>()
  readonly #kept = new Map<string, Page>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #context: Context
  #app: Record<string, unknown> = {}
  /** The page whose first component is being attached. */
  #opening: Page | null = null

  constructor(wx: object) {
    const complain = (...words: unknown[]) => this.troubles.push(words.map(String).join(' '))
    const timer =
      (start: (act: () => void, ms?: number) => NodeJS.Timeout) =>
      (act: () => void, ms?: number): number => {
        const made = start(act, ms)
        this.#timers.add(made)
        return Number(made)
      }
    this.#context = createContext({
      wx,
      console: { log: complain, info: complain, warn: complain, error: complain, debug: complain },
      setTimeout: timer(setTimeout),
      setInterval: timer(setInterval),
      clearTimeout,
      clearInterval,
      App: (options: Record<string, unknown>) => {
        this.#app = options
      },
      Page: () => {
        throw new Error('every page is a component here')
      },
      Component: (definition: { lifetimes?: { attached?: Hook; ready?: Hook } }) => this.#define(definition),
      getApp: () => this.#app,
      getCurrentPages: () => this.pages.map(({ rendered }) => rendered.instance),
    })
    new Script('globalThis.global = globalThis').runInContext(this.#context)
  }

  /** Opens it where a person or a link does. */
  start(route: string, query: Query): void {
    this.#require(join(built, 'app.js'))
    const told = { path: route, query, scene: 1001, shareTicket: '', referrerInfo: {} }
    this.#call(this.#app, 'onLaunch', told)
    this.#call(this.#app, 'onShow', told)
    this.#open(route, query)
  }

  stop(): void {
    for (const page of [...this.pages, ...this.#kept.values()]) page.rendered.detach()
    for (const timer of this.#timers) clearTimeout(timer)
    this.pages.length = 0
    this.#kept.clear()
  }

  /** @throws Error as `wx.navigateTo` fails */
  navigateTo(url: string): void {
    const { route, query } = this.#addressed(url)
    if (tabs.includes(route)) throw new Error('can not navigateTo a tabbar page')
    if (this.pages.length >= MOST_PAGES) throw new Error('webview count limit exceed')
    this.#call(this.top.rendered.instance, 'onHide')
    this.#open(route, query)
  }

  redirectTo(url: string): void {
    const { route, query } = this.#addressed(url)
    if (tabs.includes(route)) throw new Error('can not redirectTo a tabbar page')
    this.#close(this.pages.pop())
    this.#open(route, query)
  }

  navigateBack(delta = 1): void {
    if (this.pages.length < 2) throw new Error('cannot navigate back at first page')
    for (const page of this.pages.splice(Math.max(1, this.pages.length - delta))) this.#close(page)
    this.#call(this.top.rendered.instance, 'onShow')
  }

  switchTab(url: string): void {
    const { route } = this.#addressed(url)
    if (!tabs.includes(route)) throw new Error('can not switch to no-tabBar page')
    for (const page of this.pages.splice(0)) {
      if (tabs.includes(page.route)) {
        this.#call(page.rendered.instance, 'onHide')
        this.#kept.set(page.route, page)
      } else this.#close(page)
    }
    const kept = this.#kept.get(route)
    if (!kept) {
      this.#open(route, {})
      return
    }
    this.#kept.delete(route)
    this.pages.push(kept)
    this.#call(kept.rendered.instance, 'onShow')
  }

  get top(): Page {
    const page = this.pages.at(-1)
    if (!page) throw new Error('no page is open')
    return page
  }

  #addressed(url: string): { route: string; query: Query } {
    const [path = '', search = ''] = url.split('?')
    const pairs = search.split('&').filter((pair) => pair !== '')
    const query = Object.fromEntries(
      pairs.map((pair) => {
        const [name = '', value = ''] = pair.split('=')
        return [name, decodeURIComponent(value)]
      }),
    )
    const route = path.replace(/^\//, '')
    if (!routes.includes(route)) throw new Error(`page "${path}" is not found`)
    return { route, query }
  }

  #open(route: string, query: Query): void {
    const id = this.#ids.get(route) ?? loadPage(route, (path) => this.#run(path))
    this.#ids.set(route, id)
    const rendered = render(id)
    const page: Page = { route, options: query, title: '', rendered }
    Object.assign(rendered.instance, { route, options: query })
    this.pages.push(page)
    this.#opening = page
    rendered.attach(screen)
  }

  #close(page?: Page): void {
    if (!page) return
    this.#call(page.rendered.instance, 'onUnload')
    page.rendered.detach()
  }

  /** In WeChat's order: attached, onLoad, onShow, ready. What is attached later becomes ready right after. */
  #define(definition: { lifetimes?: { attached?: Hook; ready?: Hook } }): void {
    const { attached, ready } = definition.lifetimes ?? {}
    const readied = new WeakSet<object>()
    const { pages } = this
    const opening = () => {
      const page = this.#opening
      this.#opening = null
      return page
    }
    const call = (target: object, hook: string, argument?: unknown) => this.#call(target, hook, argument)
    function becomeReady(this: object): void {
      if (readied.has(this)) return
      readied.add(this)
      ready?.call(this)
    }
    const lifetimes = {
      ...definition.lifetimes,
      ready: becomeReady,
      attached(this: object) {
        const isPage = pages.some(({ rendered }) => rendered.instance === this)
        const page = isPage ? opening() : null
        attached?.call(this)
        if (page) {
          call(this, 'onLoad', page.options)
          call(this, 'onShow')
        } else void Promise.resolve().then(() => becomeReady.call(this))
      },
    }
    define({ ...definition, lifetimes })
  }

  #call(target: object, hook: string, argument?: unknown): void {
    const act = (target as Record<string, unknown>)[hook]
    if (typeof act === 'function') act.call(target, argument)
  }

  /** A script of a component: run each time it is defined, while what it requires is one for all. */
  #run(path: string): void {
    this.#modules.delete(path)
    this.#require(path)
  }

  #require(path: string): unknown {
    const known = this.#modules.get(path)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    this.#modules.set(path, module)
    const source = `(function (require, module, exports) {${readFileSync(path, 'utf8')}\n})`
    const body = new Script(source, { filename: path }).runInContext(this.#context)
    body((name: string) => this.#require(join(dirname(path), name)), module, module.exports)
    return module.exports
  }
}
