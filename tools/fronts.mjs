// Installs and builds what people look at, where it is missing or stale: the residents' pages and the mini-program (both
// from miniapp/) and the staff console (console/). Sources are compared by content, so that a fresh clone and an old one
// agree. `node tools/fronts.mjs` builds all, `node tools/fronts.mjs miniapp console` those.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @typedef {{ called: string, home: string, dist: string, sources: string[], packed: boolean, asks?: string[], build: (into: string) => { args: string[], env?: Record<string, string> } }} Front */
/** @type {Record<string, Front>} */
export const fronts = {
  miniapp: {
    called: '群众页面',
    home: 'miniapp',
    dist: 'dist',
    sources: ['src', 'build', 'index.html', 'vite.config.ts'],
    packed: true,
    // With CI set uni-app's command line sends nothing to its maker.
    build: (into) => ({
      args: ['node_modules/@dcloudio/vite-plugin-uni/bin/uni.js', 'build'],
      env: { CI: '1', UNI_OUTPUT_DIR: into },
    }),
  },
  console: {
    called: '管理后台',
    home: 'console',
    dist: 'dist',
    sources: ['src', 'public', 'index.html', 'vite.config.ts'],
    packed: true,
    build: (into) => ({
      args: [
        'node_modules/vite/bin/vite.js',
        'build',
        '--outDir',
        into,
        '--emptyOutDir',
        '--logLevel',
        'warn',
      ],
    }),
  },
  weixin: {
    called: '微信小程序',
    home: 'miniapp',
    dist: 'dist-weixin',
    sources: ['src', 'build', 'vite.config.ts'],
    packed: false,
    // The mini-program carries the address of the service and its own number.
    asks: ['PUBLIC_URL', 'WECHAT_MINI_APPID'],
    build: (into) => ({
      args: ['node_modules/@dcloudio/vite-plugin-uni/bin/uni.js', 'build', '-p', 'mp-weixin'],
      env: { CI: '1', UNI_OUTPUT_DIR: into },
    }),
  },
}

const say = (text) => process.stdout.write(`${text}\n`)
const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
/** Written by the build itself from what is counted already. */
const isMade = (file) => file.endsWith('schema.d.ts') || file.endsWith('src/pages.json')

/** @returns a hash of everything that decides how it looks */
function wantedStamp({ home, sources, asks = [] }) {
  const at = join(root, home)
  const files = ['package-lock.json', ...sources].flatMap((name) =>
    /\.\w+$/.test(name) ? [join(at, name)] : filesOf(join(at, name)),
  )
  const hash = createHash('sha256').update(asks.map((name) => process.env[name] ?? '').join('\n'))
  for (const file of files) {
    if (isMade(file)) continue
    hash.update(`${file.slice(at.length)}\n`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** @returns whether what stands in node_modules is what the lockfile says */
function isInstalled(home) {
  const path = join(home, 'node_modules', '.package-lock.json')
  if (!existsSync(path)) return false
  const here = JSON.parse(readFileSync(path, 'utf8')).packages
  const lock = JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')).packages
  return Object.entries(lock).every(
    ([name, entry]) =>
      name === '' || (here[name] ? here[name].version === entry.version : entry.optional === true),
  )
}

function run(home, command, args, env = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: home,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
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

/** @returns whether it is there and up to date */
export function buildFront(name) {
  const front = fronts[name]
  if (!front) throw new Error(`nothing here is called ${name}: ${Object.keys(fronts).join(', ')}`)
  const { called, build, packed } = front
  const home = join(root, front.home)
  const dist = join(home, front.dist)
  const stamp = wantedStamp(front)
  const stampPath = join(dist, '.stamp')
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return true
  if (!isInstalled(home)) {
    say(`正在安装${called}所需的组件（首次约需半分钟）…`)
    const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=30000']
    if (!run(home, 'npm', ['ci', '--include=dev', '--loglevel=error', ...patience])) {
      say(`${called}的组件没有装上（可能没有网络）。其他服务不受影响；联网后重新启动，或执行 npm run build。`)
      return false
    }
  }
  say(`正在编译${called}…`)
  const next = join(home, `${front.dist}-${process.pid}`)
  const { args, env } = build(next)
  if (!run(home, process.execPath, args, env)) {
    rmSync(next, { recursive: true, force: true })
    say(`${called}没有编译成功，原因见上。其他服务不受影响。`)
    return false
  }
  if (packed) pack(next)
  writeFileSync(join(next, '.stamp'), stamp)
  rmSync(dist, { recursive: true, force: true })
  renameSync(next, dist)
  say(`${called}已就绪。`)
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const asked = process.argv.slice(2)
  const results = (asked.length > 0 ? asked : Object.keys(fronts)).map(buildFront)
  process.exitCode = results.every(Boolean) ? 0 : 1
}
