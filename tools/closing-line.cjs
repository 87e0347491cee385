const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { createConnection } = require('mysql2/promise')

const libsql = JSON.parse(
  readFileSync(join(__dirname, '../node_modules/libsql/package.json'), 'utf8'),
).version

/** Says at the end on which databases the suite ran, and how many tests passed and failed. */
module.exports = class ClosingLine {
  async onRunComplete(_contexts, results) {
    const lines = [`Database: SQLite (libsql ${libsql})`]
    const url = process.env.TEST_MYSQL_URL
    if (url) {
      const connection = await createConnection(url)
      const [rows] = await connection.query('SELECT VERSION() AS version')
      await connection.end()
      lines.push(`Database: ${/maria/i.test(rows[0].version) ? 'MariaDB' : 'MySQL'} ${rows[0].version}`)
    } else lines.push('Database: MariaDB/MySQL not run (TEST_MYSQL_URL is not set)')
    // A test file that could not even be loaded has no tests to count, but it failed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : ''
    process.stdout.write(
      `${lines.join('\n')}\n${results.numPassedTests} passed, ${failed} failed${skipped}\n`,
    )
  }
}
