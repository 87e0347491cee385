// Compiles the office and its counters into dist/, when their sources are newer than what is there.
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const parts = ['src', 'miniapp-api', 'console-api', 'bot', 'worker', 'fake-wechat']
const stampPath = join(root, 'dist', '.stamp')

const files = parts.flatMap((part) =>
  readdirSync(join(root, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
)

function stamp() {
  const hash = createHash('sha256').update(readFileSync(join(root, '.swcrc')))
  for (const file of [...files].sort()) {
    const { mtimeMs, size } = statSync(join(root, file))
    hash.update(`${file} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}

const wanted = stamp()
if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wanted) process.exit(0)

process.stdout.write('正在编译（源代码有更新）…\n')
const { transformFile } = await import('@swc/core')
rmSync(join(root, 'dist'), { recursive: true, force: true })
for (const file of files) {
  const target = join(root, 'dist', file)
  mkdirSync(dirname(target), { recursive: true })
  if (!file.endsWith('.ts')) copyFileSync(join(root, file), target)
  else {
    const { code, map } = await transformFile(join(root, file), { configFile: join(root, '.swcrc') })
    writeFileSync(target.replace(/\.ts$/, '.js'), code)
    if (map) writeFileSync(target.replace(/\.ts$/, '.js.map'), map)
  }
}
writeFileSync(stampPath, wanted)
