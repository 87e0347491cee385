// Writes docs/openapi.json from the served contracts, or checks that it is up to date.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const { createOffice } = require('../dist/src/office.js')
const { createWeb } = require('../dist/src/web.js')
const { openApiDocument } = require('../dist/src/platform/openapi.js')
const { createLog } = require('../dist/src/platform/log.js')
const { SimulatedIdentity } = require('../dist/src/platform/wechat/identity.js')

const folder = mkdtempSync(join(tmpdir(), 'guangting-openapi-'))
const office = await createOffice({
  databaseUrl: `sqlite:${join(folder, 'empty.db')}`,
  masterKeys: [{ id: 'none', key: Buffer.alloc(32, 7) }],
  log: createLog('silent'),
  identities: new SimulatedIdentity('none'),
})
const { counters } = createWeb(office, {
  trustedProxies: [],
  rateLimits: false,
  publicUrl: 'http://127.0.0.1:3000',
  production: false,
})
const document = `${JSON.stringify(
  openApiDocument(
    counters.flatMap((c) => c.endpoints),
    'http://127.0.0.1:3000',
  ),
  null,
  2,
)}\n`
await office.close()
rmSync(folder, { recursive: true })

const path = new URL('../docs/openapi.json', import.meta.url)
if (process.argv.includes('--write')) writeFileSync(path, document)
else if (readFileSync(path, 'utf8') !== document) {
  process.stderr.write('docs/openapi.json is out of date: run `npm run openapi` and commit it.\n')
  process.exit(1)
}
