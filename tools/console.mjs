// Installs and builds the staff console (console/) when it is missing or stale. Its sources are compared by content, so
// that a fresh clone and an old one agree.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const home = join(dirname(dirname(fileURLToPath(import.meta.url))), 'console')
const dist = join(home, 'dist')
const say = (text) => process.stdout.write(`${text}\n`)
const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** @returns a hash of everything that decides how the console looks */
export function wantedStamp() {
  const single = ['index.html', 'package-lock.json', 'vite.config.ts'].map((name) => join(home, name))
  const sources = ['src', 'public'].flatMap((folder) => filesOf(join(home, folder)))
  const hash = createHash('sha256')
  for (const file of [...single, ...sources]) {
    if (file.endsWith('schema.d.ts')) continue
    hash.update(`${file.slice(home.length)}\n`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** @returns whether what stands in node_modules is what the lockfile says */
function isInstalled() {
  const path = join(home, 'node_modules', '.package-lock.json')
  if (!existsSync(path)) return false
  const here = JSON.parse(readFileSync(path, 'utf8')).packages
  const lock = JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')).packages
  return Object.entries(lock).every(
    ([name, entry]) =>
      name === '' || (here[name] ? here[name].version === entry.version : entry.optional === true),
  )
}

function run(command, args) {
  const env = { ...process.env, NODE_ENV: 'production' }
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: home, encoding: 'utf8', env })
  if (status !== 0) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`)
  return status === 0
}

/** Each file that gains by it, packed once for all readers. */
function pack(folder) {
  for (const file of filesOf(folder)) {
    if (!/\.(js|css|svg|json)$/.test(file)) continue
    const plain = readFileSync(file)
    if (plain.length < 1024) continue
    writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }))
    writeFileSync(
      `${file}.br`,
      brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
    )
  }
}

/** @returns whether the console is there and up to date */
export function buildConsole() {
  const stamp = wantedStamp()
  const stampPath = join(dist, '.stamp')
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return true
  if (!isInstalled()) {
    say('正在安装管理后台所需的组件（首次约需半分钟）…')
    const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=30000']
    if (!run('npm', ['ci', '--include=dev', '--loglevel=error', ...patience])) {
      say('管理后台的组件没有装上（可能没有网络）。其他服务不受影响；联网后重新启动，或执行 npm run build。')
      return false
    }
  }
  say('正在编译管理后台…')
  const next = `${dist}-${process.pid}`
  const vite = join(home, 'node_modules', 'vite', 'bin', 'vite.js')
  if (!run(process.execPath, [vite, 'build', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'])) {
    rmSync(next, { recursive: true, force: true })
    say('管理后台没有编译成功，原因见上。其他服务不受影响。')
    return false
  }
  pack(next)
  writeFileSync(join(next, '.stamp'), stamp)
  rmSync(dist, { recursive: true, force: true })
  renameSync(next, dist)
  say('管理后台已就绪。')
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = buildConsole() ? 0 : 1
