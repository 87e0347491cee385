// `npm test`: the whole suite on the embedded database, and on MariaDB/MySQL too where TEST_MYSQL_URL is set. The tests
// in a browser and of the mini-program, which measure no time, run beside the others; with arguments, one run of what they name.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'

const require = createRequire(import.meta.url)
const jest = require.resolve('jest/bin/jest')
const url = process.env.TEST_MYSQL_URL
const folder = mkdtempSync(join(tmpdir(), 'guangting-counts-'))

/** @returns {Promise<{status: number, passed: number, failed: number, skipped: number}>} */
function run(args, at, isShown) {
  const file = join(folder, `${at}.json`)
  const reporters = ['--reporters=default', '--reporters=./tools/closing-line.cjs']
  const child = spawn(process.execPath, [jest, ...reporters, ...args], {
    stdio: isShown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CLOSING_LINE: file },
  })
  const kept = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => kept.push(bytes))
  return new Promise((resolve) =>
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(kept))
      // A run that did not come to its end has failed, whatever it counted.
      const counts = existsSync(file)
        ? JSON.parse(readFileSync(file, 'utf8'))
        : { passed: 0, failed: 1, skipped: 0 }
      resolve({ status: code ?? 1, ...counts })
    }),
  )
}

async function mysqlLine() {
  if (!url) return 'Database: MariaDB/MySQL not run (TEST_MYSQL_URL is not set)'
  const connection = await createConnection(url)
  const [rows] = await connection.query('SELECT VERSION() AS version')
  await connection.end()
  return `Database: ${/maria/i.test(rows[0].version) ? 'MariaDB' : 'MySQL'} ${rows[0].version}`
}

const given = process.argv.slice(2)
const others = ['plain', 'sqlite', ...(url ? ['mysql'] : [])]
const runs =
  given.length > 0
    ? [given]
    : [
        ['--selectProjects', ...others],
        ['--selectProjects', 'browser', 'miniprogram'],
      ]
const results = await Promise.all(runs.map((args, at) => run(args, at, at === 0)))
rmSync(folder, { recursive: true })
const sum = (name) => results.reduce((total, result) => total + result[name], 0)
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''
const { version } = JSON.parse(
  readFileSync(new URL('../node_modules/libsql/package.json', import.meta.url), 'utf8'),
)
process.stdout.write(`Database: SQLite (libsql ${version})\n${await mysqlLine()}\n`)
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed${skipped}\n`)
process.exit(results.find(({ status }) => status !== 0)?.status ?? 0)
