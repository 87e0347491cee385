// Checks every file of a folder in one process, as verify.mjs checks one: a line of JSON each.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ExportCheck } from '../../tools/verify/export.mjs'
import { readKey } from '../../tools/verify/notes.mjs'

const [folder, keyFile] = process.argv.slice(2)
const key = readKey(readFileSync(keyFile, 'utf8'))
for (const name of readdirSync(folder).sort()) {
  const check = new ExportCheck(key)
  await check.read(join(folder, name))
  process.stdout.write(`${JSON.stringify({ name, findings: check.findings })}\n`)
}
