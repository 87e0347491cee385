const { writeFileSync } = require('node:fs')

/** Notes how many tests of one run passed and failed where `tools/test.mjs` adds them up. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    // A test file that could not even be loaded has no tests to count, but it failed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    const { numPassedTests: passed, numPendingTests: skipped } = results
    writeFileSync(process.env.CLOSING_LINE, JSON.stringify({ passed, failed, skipped }))
  }
}
