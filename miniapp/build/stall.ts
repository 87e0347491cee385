import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

/** Puts the stall's worker where it may look after the stall's page, and no other. */
export function besideStall(): Plugin {
  return {
    name: 'guangting-stall-worker',
    apply: 'build',
    generateBundle() {
      const source = readFileSync(fileURLToPath(new URL('./stall-worker.js', import.meta.url)), 'utf8')
      this.emitFile({ type: 'asset', fileName: 'pages/polls/stall-worker.js', source })
    },
  }
}
