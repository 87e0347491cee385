// `npm run lockfile`, after a dependency has changed: makes package-lock.json anew and completes it, for the service, the
// console and the residents' client, which have their own. `npm run lockfile console` makes only that one.
// npm leaves out optional packages for other platforms when the registry at hand does not serve them, and then
// `npm ci` refuses the lockfile everywhere. Their entries are written from what the parent package names.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64']

for (const name of process.argv.length > 2 ? process.argv.slice(2) : ['.', 'console', 'miniapp']) {
  const home = join(root, name)
  const folder = mkdtempSync(join(tmpdir(), 'guangting-lock-'))
  for (const file of ['package.json', '.npmrc']) cpSync(join(home, file), join(folder, file))
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], {
    cwd: folder,
    stdio: 'inherit',
  })
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  rmSync(folder, { recursive: true })
  complete(lock)
  writeFileSync(join(home, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`)
}

/** Where npm looks for `name` from the package at `path`. */
function isPresent(lock, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true
    if (at === '') return false
  }
}

function complete(lock) {
  for (const [path, parent] of Object.entries({ ...lock.packages }))
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (isPresent(lock, path, name)) continue
      const words = name.split(/[-/]/)
      const os = SYSTEMS.filter((s) => words.includes(s))
      const cpu = PROCESSORS.filter((c) => words.includes(c))
      if (os.length !== 1 || !/^\d+\.\d+\.\d+$/.test(version)) {
        process.stdout.write(`left out: ${name} ${version} (no platform in its name)\n`)
        continue
      }
      const libc = words.some((w) => w.startsWith('musl'))
        ? ['musl']
        : words.some((w) => w.startsWith('gnu'))
          ? ['glibc']
          : []
      lock.packages[`node_modules/${name}`] = {
        version,
        ...(cpu.length > 0 ? { cpu } : {}),
        ...(parent.dev ? { dev: true } : {}),
        ...(libc.length > 0 && os[0] === 'linux' ? { libc } : {}),
        license: parent.license,
        optional: true,
        os,
        ...(parent.engines ? { engines: parent.engines } : {}),
      }
    }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  )
}
