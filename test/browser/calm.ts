import type { Page } from 'playwright-core'
import { axeViolations } from './chromium'

/** Waits for what fades in or out: half-way, colours have contrasts that nobody reads. A spinner never ends. */
export const calm = (page: Page): Promise<void> =>
  page.evaluate<void>(`Promise.all(
    document.getAnimations()
      .filter((a) => a.effect.getComputedTiming().endTime !== Infinity)
      .map((a) => a.finished.catch(() => undefined)),
  ).then(() => undefined)`)

/** What axe finds on a page that has come to rest, with the pointer on nothing. */
export async function violationsAtRest(page: Page): Promise<string[]> {
  await page.mouse.move(0, 0)
  await calm(page)
  return axeViolations(page)
}
