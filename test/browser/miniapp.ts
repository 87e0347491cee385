import type { Browser, Page } from 'playwright-core'
import { axeViolations, measure, openTab, overflow, phone, type Watched } from './chromium'

export { buildMiniapp } from '../support/fronts'

/** The sizes every page of the residents' client is tried at. */
export const screens = [
  { width: 360, height: 640 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
] as const

export interface Visit {
  viewport?: { width: number; height: number }
  /** 长辈版, with its step of the letters: 0, 1 or 2. */
  elder?: boolean
  step?: number
  /** Has agreed to the privacy statement before. */
  agreed?: boolean
}

/** Somebody with a phone of his own. */
export async function visit(
  browser: Browser,
  base: string,
  path = '/',
  { viewport = phone, elder, step = 0, agreed }: Visit = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' })
  // As uni-app stores things: text as it is, everything else with its type.
  const keep = (name: string, data: unknown) => {
    const stored = typeof data === 'string' ? data : JSON.stringify({ type: typeof data, data })
    const key = `guangting.${name}`
    return context.addInitScript(
      `localStorage.getItem('${key}') ?? localStorage.setItem('${key}', ${JSON.stringify(stored)})`,
    )
  }
  if (elder !== undefined) await keep('reading', { elder, step })
  if (agreed) await keep('consent', '2026-11-26')
  const watched = await openTab(await context.newPage(), `${base}${path}`)
  await settled(watched.page)
  return watched
}

/** The page that is on top has its name, and nothing on it is still being read: it says so from its first picture on. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.page:visible').waitFor()
  const busy = page.getByText('正在读取…').filter({ visible: true })
  while ((await busy.count()) > 0) await page.waitForTimeout(25)
}

/** Text and targets that are too small, lines too close, a page wider than its screen: in words, nothing where all is well. */
export async function sizeFaultsOf(page: Page, elder: boolean): Promise<string[]> {
  const { texts, small, tight, narrow } = await measure(page, elder ? 18 : 14, elder ? 60 : 44)
  if (texts < 4) throw new Error(`only ${texts} texts were looked at`)
  const wide = await overflow(page)
  return [
    ...small.map((t) => `small: ${t}`),
    ...tight.map((t) => `tight: ${t}`),
    ...narrow.map((t) => `narrow: ${t}`),
    ...(wide > 0 ? [`wider than the screen by ${wide}`] : []),
  ]
}

/** What clients.md asks of every page; nothing where all is well. */
export const faultsOf = async (page: Page, elder: boolean): Promise<string[]> => [
  ...(await axeViolations(page)),
  ...(await sizeFaultsOf(page, elder)),
]
