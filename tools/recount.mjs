// `npm run recount`: compiles what is stale, then counts everything again and compares every place that tells a number.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const built = spawnSync(process.execPath, [new URL('./build.mjs', import.meta.url).pathname], {
  stdio: 'inherit',
})
if (built.status !== 0) process.exit(2)
createRequire(import.meta.url)('../dist/src/recount/main.js')
