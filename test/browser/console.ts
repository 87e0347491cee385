import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { testPassword } from '../support/office'
import { openPage, type Watched } from './chromium'

export const desk = { width: 1280, height: 720 }

/** The console as it is now; a test of it builds it when its sources are newer. */
export function buildConsole(): void {
  const tool = join(__dirname, '..', '..', 'tools', 'fronts.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, 'console'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the console does not build: ${stdout}${stderr}`)
}

/** A member of staff at a desk, signed in at `path` of the console. */
export async function sitDown(
  browser: Browser,
  base: string,
  username: string,
  path = '/',
  viewport = desk,
): Promise<Watched> {
  const watched = await openPage(browser, `${base}/console${path}`, viewport)
  await enter(watched, username)
  await watched.page.locator('main#content h1').waitFor()
  return watched
}

export async function enter({ page }: Watched, username: string, password = testPassword): Promise<void> {
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

/** What the browser itself notes about a refused sign-in or a first look at who is there. */
export const withoutRefusals = (troubles: readonly string[]): string[] =>
  troubles.filter((t) => !/Failed to load resource: .* 40[139]/.test(t))
