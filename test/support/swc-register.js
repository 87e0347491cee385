// Lets a test start the real process from the sources: node --require ./test/support/swc-register.js src/main.ts
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { transformSync } = require('@swc/core')

const options = { configFile: join(__dirname, '../../.swcrc'), sourceMaps: false }
require.extensions['.ts'] = (module, filename) =>
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename)
