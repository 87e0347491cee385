import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The mini-program as it is built; `buildMiniapp('weixin')` brings it up to date. */
export const built = join(__dirname, '..', '..', 'miniapp', 'dist-weixin')

/** As much of a browser's node as is looked at here. */
export interface Dom {
  nodeType: number
  nodeName: string
  textContent: string
  childNodes: Iterable<Dom>
  parentNode: Dom | null
  appendChild(child: Dom): void
  removeChild(child: Dom): void
  /** The component or built-in tag that stands behind. */
  __wxElement?: { _vt?: { attrs: { name: string; value: unknown }[]; event: Record<string, unknown> } }
}
/** A page or component as miniprogram-simulate made it. */
export interface Rendered {
  dom: Dom
  instance: Record<string, unknown>
  attach(parent: Dom): void
  detach(): void
}
interface Simulate {
  load(path: string, options: { rootPath: string }): string
  render(id: string): Rendered
}
interface Exparser {
  Event: {
    create(name: string, detail: object, options: object): unknown
    dispatchEvent(target: unknown, event: unknown): void
  }
}

// They stand in the client's own node_modules, and want a browser's globals before they are loaded.
const require = createRequire(join(built, '..', 'package.json'))
const { JSDOM } = require('jsdom') as { JSDOM: new (html: string) => { window: Record<string, unknown> } }
const { window } = new JSDOM('<!doctype html><html><head></head><body></body></html>')
const document = window.document as { body: Dom }
Object.assign(globalThis, { window, document })
const simulate = require('miniprogram-simulate') as Simulate
const host = require('miniprogram-simulate/src/utils') as { runJs(path: string): void }
const exparser = require('miniprogram-exparser') as Exparser

/**
 * Reads a page with its components, compiled by WeChat's own compiler.
 * @param run evaluates the script of one of them; its `Component({…})` goes to {@link define}
 */
export function loadPage(route: string, run: (path: string) => void): string {
  host.runJs = (path) => run(`${path}.js`)
  return simulate.load(join(built, route), { rootPath: built })
}

/** What a script's `Component({…})` arrives at. */
export const define = (definition: object): void =>
  (globalThis as unknown as { Component(definition: object): void }).Component(definition)

export const render = (id: string): Rendered => simulate.render(id)
export const screen = document.body

/** An event as WeChat's view sends it; what a tap hits lets it through to what is around it. */
export function send(target: Dom, name: string, detail: object, bubbles: boolean): void {
  const event = exparser.Event.create(name, detail, {
    bubbles,
    capturePhase: bubbles,
    composed: bubbles,
    extraFields: { touches: [], changedTouches: [] },
  })
  exparser.Event.dispatchEvent(target.__wxElement, event)
}

const TEXT = 3
const lines = new Set(['WX-VIEW', 'WX-BUTTON', 'WX-LABEL', 'WX-TEXTAREA', 'WX-INPUT'])
/** WeChat's compiler writes `aria-label` as `ariaLabel`. */
const camel = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
export const attribute = ({ __wxElement }: Dom, name: string): unknown =>
  __wxElement?._vt?.attrs.find((a) => camel(a.name) === camel(name))?.value
export const listens = ({ __wxElement }: Dom, event: string): boolean =>
  __wxElement?._vt?.event[event] !== undefined
const isTold = (node: Dom) => node.nodeType === TEXT || !isOn(attribute(node, 'hidden'))
/** As WXML means it: `disabled` and `disabled="{{true}}"`. */
export const isOn = (value: unknown): boolean => value === true || value === 'true' || value === ''

/** What can be read within `node`, a line for each block. */
export function textOf(node: Dom): string {
  const parts = (at: Dom): string =>
    [...at.childNodes]
      .filter(isTold)
      .map((child) => {
        if (child.nodeType === TEXT) return child.textContent
        return lines.has(child.nodeName) ? `\n${parts(child)}\n` : parts(child)
      })
      .join('')
  return parts(node)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** Everything that is shown within `node`, outer before inner. */
export function* within(node: Dom): Generator<Dom> {
  for (const child of node.childNodes) {
    if (child.nodeType === TEXT || !isTold(child)) continue
    yield child
    yield* within(child)
  }
}

/** From `node` outwards. */
export function* around(node: Dom): Generator<Dom> {
  for (let at: Dom | null = node; at !== null; at = at.parentNode) yield at
}
