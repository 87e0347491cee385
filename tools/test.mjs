// `npm test`: the whole suite on the embedded database, and on MariaDB/MySQL too where TEST_MYSQL_URL is set.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const jest = createRequire(import.meta.url).resolve('jest/bin/jest')
const run = spawnSync(
  process.execPath,
  [jest, '--reporters=default', '--reporters=./tools/closing-line.cjs', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
)
process.exit(run.status ?? 1)
