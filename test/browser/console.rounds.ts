import type { Page } from 'playwright-core'

/** A screen of the console as one member of staff meets it. */
export interface Screen {
  /** The path with ids taken out: two of a kind are one screen. */
  name: string
  path: string
  /** The tab that is open, where a screen has tabs. */
  tab: string | null
  /** What it asked of the service, but for who is there, which every full load of a page asks first. */
  asked: string[]
}

const ID = /[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{64}/g
const MOST_SCREENS = 120
/** Reached from the menu under one's name, which is not open. */
const BESIDE = ['/console/security', '/console/password']
const SESSION = '/api/staff/session'

/** Views of one thing, where there are too many for tabs. */
const views = 'main nav.views button'

const nameOf = (path: string) => path.replace(/[?#].*$/, '').replace(ID, ':id')

interface Link {
  path: string
  /** As the row around it has it, in words. */
  state: string
}
/** Links of the page that lead on within the console. */
const linksOf = (page: Page): Promise<Link[]> =>
  page.evaluate<Link[]>(
    `[...document.querySelectorAll('a[href^="/console"]')].map((a) => ({
      path: a.getAttribute('href'),
      state: a.closest('main tr')?.querySelector('.el-tag')?.textContent.trim() ?? '',
    }))`,
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
 * @param inEveryState one of a kind for each state that a list shows, instead of one of a kind
 */
export async function* rounds(page: Page, base: string, inEveryState = false): AsyncGenerator<Screen> {
  const waiting: Link[] = ['/console/', ...BESIDE].map((path) => ({ path, state: '' }))
  const seen = new Set<string>()
  let asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/') && pathname !== SESSION) asked.push(pathname.replace(ID, ':id'))
  })
  while (waiting.length > 0 && seen.size < 2 * MOST_SCREENS) {
    const { path: next, state } = waiting.shift() as Link
    const kind = nameOf(next)
    const name = inEveryState && state && kind.endsWith(':id') ? `${kind} ${state}` : kind
    if (seen.has(name) || seen.has(next)) continue
    seen.add(name).add(next)
    asked = []
    await page.goto(base + next)
    await settled(page)
    yield { name, path: next, tab: null, asked }
    waiting.push(...(await linksOf(page)))
    const tabs = page.locator(`main [role="tab"]:not([aria-selected="true"]), ${views}:not([aria-current])`)
    for (const tab of await tabs.allTextContents()) {
      const shown = page.locator(`main [role="tab"], ${views}`, { hasText: tab }).first()
      if (!(await shown.isVisible())) continue
      asked = []
      await shown.click()
      await settled(page)
      yield { name, path: next, tab: tab.trim(), asked }
      waiting.push(...(await linksOf(page)))
    }
  }
}
