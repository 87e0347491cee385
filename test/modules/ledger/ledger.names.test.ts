import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { actionNames, dutyNames } from '../../../src/modules/ledger'

const root = join(__dirname, '..', '..', '..', 'src')
const sources = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile() && e.name.endsWith('.ts') && e.name !== 'ledger.names.ts')
  .map((e) => readFileSync(join(e.parentPath, e.name), 'utf8'))
  .filter((text) => /ledger/i.test(text))
/** `polls.open`, also where a file writes several acts of one duty by their verbs. */
const written = new Set(
  sources.flatMap((text) => [
    ...[...text.matchAll(/\.(?:append|note)\([^'`]{0,80}'([a-z]+\.[a-z_]+)'/g)].map((m) => m[1] ?? ''),
    ...[...text.matchAll(/`([a-z]+)\.\$\{verb\}`/g)].flatMap(([, duty]) =>
      [...text.matchAll(/this\.note\(tx, actor, '([a-z_]+)'/g)].map((m) => `${duty}.${m[1]}`),
    ),
  ]),
)

it('every act that is written into the book has a name that people can read and look for', () => {
  expect(written.size).toBeGreaterThan(50)
  expect([...written].filter((action) => !actionNames[action])).toEqual([])
})

it('every named act belongs to a duty by which the book can be filtered', () => {
  const duties = [...Object.keys(dutyNames), 'demo.']
  expect(Object.keys(actionNames).filter((a) => !duties.some((d) => a.startsWith(d)))).toEqual([])
})
