import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The residents' pages (or the mini-program) as they are now; a test of them builds them when their sources are newer. */
export function buildMiniapp(front: 'miniapp' | 'weixin' = 'miniapp'): void {
  const tool = join(__dirname, '..', '..', 'tools', 'fronts.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, front], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${front} does not build: ${stdout}${stderr}`)
}
