import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** WeChat's developer tools upload under the number that stands in the project: the bureau's own, given at the build. */
export function namedFor(appId: string | undefined): Plugin {
  return {
    name: 'guangting:appid',
    closeBundle() {
      const path = join(process.env.UNI_OUTPUT_DIR ?? '', 'project.config.json')
      if (!appId || !existsSync(path)) return
      const project = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
      writeFileSync(path, `${JSON.stringify({ ...project, appid: appId }, null, 2)}\n`)
    },
  }
}
