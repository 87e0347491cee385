import type { Page } from 'playwright-core'

/** A screen of the console as one member of staff meets it. */
export interface Screen {
  /** The path with ids taken out: two of a kind are one screen. */
  name: string
  path: string
  /** The tab that is open, where a screen has tabs. */
  tab: string | null
}

const ID = /[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{64}/g
const MOST_SCREENS = 80

/** Views of one thing, where there are too many for tabs. */
const views = 'main nav.views button'

const nameOf = (path: string) => path.replace(/[?#].*$/, '').replace(ID, ':id')

/** Links of the page that lead on within the console. */
const linksOf = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('a[href^="/console"]')].map((a) => a.getAttribute('href'))`,
  )

/** Until what was asked for is there: the heading stands, nothing is on its way, nothing says that it is loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main#content h1').waitFor()
  await page.waitForLoadState('networkidle')
  // Counted from outside: the page's own policy refuses a predicate that it would have to evaluate.
  const busy = page.locator('[aria-busy="true"], .el-loading-mask, .el-skeleton')
  while ((await busy.count()) > 0) await page.waitForTimeout(50)
}

/**
 * Goes the rounds: every screen that links lead to from where the page stands, each once, and each of its tabs.
 * @param page somebody who has signed in
 */
export async function* rounds(page: Page, base: string, path = '/console/'): AsyncGenerator<Screen> {
  const waiting = [path]
  const seen = new Set<string>()
  while (waiting.length > 0 && seen.size < MOST_SCREENS) {
    const next = waiting.shift() as string
    const name = nameOf(next)
    if (seen.has(name)) continue
    seen.add(name)
    await page.goto(base + next)
    await settled(page)
    yield { name, path: next, tab: null }
    waiting.push(...(await linksOf(page)))
    const tabs = page.locator(`main [role="tab"]:not([aria-selected="true"]), ${views}:not([aria-current])`)
    for (const tab of await tabs.allTextContents()) {
      const shown = page.locator(`main [role="tab"], ${views}`, { hasText: tab }).first()
      if (!(await shown.isVisible())) continue
      await shown.click()
      await settled(page)
      yield { name, path: next, tab: tab.trim() }
      waiting.push(...(await linksOf(page)))
    }
  }
}
