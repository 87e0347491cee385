// `npm start`: builds what is stale, then becomes the service.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`需要 Node.js 20.19 或更新的版本，当前是 ${process.versions.node}。\n`)
  process.exit(1)
}
const built = spawnSync(process.execPath, [new URL('./build.mjs', import.meta.url).pathname], {
  stdio: 'inherit',
})
if (built.status !== 0) process.exit(built.status ?? 1)
createRequire(import.meta.url)('../dist/src/main.js')
