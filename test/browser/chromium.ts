import { existsSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'

/** The shell is Chromium without the window that nobody sees here: it takes four fifths of the time. */
const executablePath =
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path)) ?? 'chromium'
/** For what does not come; a busy machine is only slow. */
const PATIENCE_MS = 60_000
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** `describe` where a browser is installed; elsewhere the tests are skipped with one line. */
export function describeWithBrowser(name: string, tests: () => void): void {
  const isInstalled = existsSync(executablePath)
  if (!isInstalled) process.stdout.write(`没有安装 ${executablePath}，跳过浏览器测试：${name}\n`)
  ;(isInstalled ? describe : describe.skip)(name, tests)
}

/** @param more further switches of Chromium's, for example another size of its letters */
export const launch = (...more: string[]): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...args, ...more] })

export interface Watched {
  page: Page
  /** Console errors, uncaught errors, refused loads, dialogs and requests to other hosts, in words. */
  troubles: string[]
}

export const phone = { width: 360, height: 640 }

/** A page in a profile of its own that remembers everything that should not happen. */
export async function openPage(browser: Browser, url: string, viewport = phone): Promise<Watched> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' })
  return openTab(await context.newPage(), url)
}

export async function openTab(page: Page, url: string): Promise<Watched> {
  const troubles: string[] = []
  const { host } = new URL(url)
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('console', (m) => m.type() === 'error' && troubles.push(`console: ${m.text()}`))
  page.on('pageerror', (e) => troubles.push(`uncaught: ${e.message}`))
  // Going on to the next page breaks off what the last one had not finished.
  page.on('requestfailed', (r) => {
    if (r.failure()?.errorText !== 'net::ERR_ABORTED') troubles.push(`failed: ${r.url()}`)
  })
  page.on('request', (r) => {
    const asked = new URL(r.url())
    if (asked.protocol !== 'data:' && asked.host !== host) troubles.push(`elsewhere: ${r.url()}`)
  })
  page.on('dialog', async (d) => {
    troubles.push(`dialog: ${d.message()}`)
    await d.dismiss()
  })
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))`,
  )
  await page.goto(url)
  return { page, troubles }
}

/** What axe finds, one line a violation. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Without the second page that it would open to put frames together: there are none, and it takes half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  // All rules, but only what breaks one is described.
  const { violations, passes } = await axe.options({ resultTypes: ['violations'] }).analyze()
  if (passes.length < 10) throw new Error(`axe looked at too little: ${passes.length} rules`)
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`)
}

/** Runs in the page: what is too small for the sizes asked for. Text inside a link of an article keeps its line. */
const measuring = (text: number, target: number) => `(() => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.unseen')
  const name = (e) => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 20)
  const found = { texts: 0, targets: 0, small: [], tight: [], narrow: [] }
  for (const e of document.body.querySelectorAll('*')) {
    if (!shown(e)) continue
    const style = getComputedStyle(e)
    if ([...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) {
      found.texts++
      if (parseFloat(style.fontSize) < ${text}) found.small.push(name(e) + ' ' + style.fontSize)
      if (parseFloat(style.lineHeight) / parseFloat(style.fontSize) < 1.299) found.tight.push(name(e) + ' ' + style.lineHeight)
    }
    if (e.matches('button, a[href], summary, select, textarea, input:not(.option input), label.option')) {
      found.targets++
      const { width, height } = e.getBoundingClientRect()
      if (width < ${target} || height < ${target}) found.narrow.push(name(e) + ' ' + width + '×' + height)
    }
  }
  return found
})()`

export interface Measured {
  texts: number
  targets: number
  /** Text smaller than asked, lines closer than 1.3, targets smaller than asked. */
  small: string[]
  tight: string[]
  narrow: string[]
}

export const measure = (page: Page, text: number, target: number): Promise<Measured> =>
  page.evaluate<Measured>(measuring(text, target))

export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

/** Opens everything that folds. */
export const unfold = (page: Page): Promise<void> =>
  page.evaluate(`document.querySelectorAll('details').forEach((d) => { d.open = true })`)

/** Attributes that run, elements that load: none of them is ever written by our pages themselves. */
export const injected = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('body *')].filter((e) =>
    [...e.attributes].some((a) => /^on/i.test(a.name) || /^\\s*(javascript|vbscript|data:text)/i.test(a.value) && /^(href|src|action|formaction)$/i.test(a.name)) ||
    /^(script|object|embed|base|form|marquee|math|video|audio|details)$/i.test(e.localName) && e.closest('main') && !e.closest('[class*="el-"]') && e.localName !== 'form' && e.localName !== 'details'
  ).map((e) => e.outerHTML.slice(0, 120))`)
