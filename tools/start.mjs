// `npm start`: builds what is stale, then becomes the service. The residents' pages and the staff console are installed
// and built beside it, as the service is useful without: / and /console/ say so until they are there.
import { spawn, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants, setPriority } from 'node:os'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`需要 Node.js 20.19 或更新的版本，当前是 ${process.versions.node}。\n`)
  process.exit(1)
}
const built = spawnSync(process.execPath, [new URL('./build.mjs', import.meta.url).pathname], {
  stdio: 'inherit',
})
if (built.status !== 0) process.exit(built.status ?? 1)
const isWeb = /^$|\b(all|web)\b/.test(process.env.ROLES ?? '')
if (isWeb) {
  // A group of its own, so that npm and vite end with the service.
  const fronts = new URL('./fronts.mjs', import.meta.url).pathname
  const building = spawn(process.execPath, [fronts, 'miniapp', 'console'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  })
  building.unref()
  // The service comes first: whoever waits for it does not wait for the build too.
  if (building.pid) setPriority(building.pid, constants.priority.PRIORITY_LOW)
  let isBuilding = true
  building.on('exit', () => {
    isBuilding = false
  })
  process.on('exit', () => {
    if (isBuilding && building.pid) process.kill(-building.pid)
  })
}
createRequire(import.meta.url)('../dist/src/main.js')
