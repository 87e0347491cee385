import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { axeViolations, measure, openTab, overflow, phone, type Watched } from './chromium'

/** The sizes every page of the residents' client is tried at. */
export const screens = [
  { width: 360, height: 640 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
] as const

/** The residents' pages (or the mini-program) as they are now; a test of them builds them when their sources are newer. */
export function buildMiniapp(front: 'miniapp' | 'weixin' = 'miniapp'): void {
  const tool = join(__dirname, '..', '..', 'tools', 'fronts.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, front], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${front} does not build: ${stdout}${stderr}`)
}

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
  if (agreed) await keep('consent', '2026-11')
  const watched = await openTab(await context.newPage(), `${base}${path}`)
  await settled(watched.page)
  return watched
}

/** The page that is on top has its name, and nothing on it is still being read. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.page').first().waitFor()
  await page.waitForLoadState('networkidle')
  const busy = page.getByText('正在读取…')
  while ((await busy.count()) > 0) await page.waitForTimeout(50)
}

/** What clients.md asks of every page, in words; nothing where all is well. Links within running text keep their line. */
export async function faultsOf(page: Page, elder: boolean): Promise<string[]> {
  const { texts, small, tight, narrow } = await measure(page, elder ? 18 : 14, elder ? 60 : 44)
  if (texts < 4) throw new Error(`only ${texts} texts were looked at`)
  const wide = await overflow(page)
  return [
    ...(await axeViolations(page)),
    ...small.map((t) => `small: ${t}`),
    ...tight.map((t) => `tight: ${t}`),
    ...narrow.map((t) => `narrow: ${t}`),
    ...(wide > 0 ? [`wider than the screen by ${wide}`] : []),
  ]
}
