import type { Locator, Page } from 'playwright-core'
import { axeViolations } from './chromium'

/**
 * Waits for what fades in or out, also what is about to: half-way, colours have contrasts that nobody reads. A spinner
 * never ends.
 */
export const calm = (page: Page): Promise<void> =>
  page.evaluate<void>(`new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))).then(() =>
    Promise.all(
      document.getAnimations()
        .filter((a) => a.effect.getComputedTiming().endTime !== Infinity)
        .map((a) => a.finished.catch(() => undefined)),
    ),
  ).then(() => undefined)`)

/** A message that goes by itself stays under a pointer. */
const point = (page: Page, event: 'mouseenter' | 'mouseleave'): Promise<void> =>
  page.evaluate<void>(
    `document.querySelectorAll('.el-message').forEach((m) => { m.dispatchEvent(new MouseEvent('${event}')) })`,
  )

/** What axe finds on a page that has come to rest, with the pointer on nothing, and stays so meanwhile. */
export async function violationsAtRest(page: Page): Promise<string[]> {
  await page.mouse.move(0, 0)
  await point(page, 'mouseenter')
  await calm(page)
  const found = await axeViolations(page)
  await point(page, 'mouseleave')
  return found
}

/**
 * Picks from the list that a field drops down, once it stands still: pressed on what moves and let go beside it, a
 * pointer has clicked nothing.
 */
export async function choose(page: Page, field: Locator, ...options: (string | RegExp)[]): Promise<void> {
  await field.waitFor()
  await calm(page)
  // The value lies over the field, as in every select that is not searched in.
  await field.click({ force: true })
  for (const name of options) {
    const option = page.getByRole('option', { name })
    await option.waitFor()
    await calm(page)
    await option.click()
  }
}
