import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Entity } from 'typeorm'
import type { MasterKey, Seal } from './crypto'
import type { Database } from './db/database'
import { PrimaryKey, Text } from './db/entity-columns'
import { isDuplicate } from './db/errors'

/** The key's row that whoever joins two residents holds alone and the write lane shares (docs/decisions/0014). */
export const JOINING_LOCK = 'identity'

/** Keys that must outlive a rotation of the master keys, sealed by them. */
@Entity('keyring')
export class KeyringEntry {
  @PrimaryKey({ length: 40 }) name!: string
  @Text() sealed!: string
}

/** In the demo, master keys are made once and kept in the data folder, readable by its owner only. */
export function demoMasterKeys(dataDir: string): MasterKey[] {
  const path = join(dataDir, 'master-key')
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  }
  return [{ id: 'demo', key: Buffer.from(readFileSync(path, 'utf8').trim(), 'base64') }]
}

/** The named key of this database, made at first use. */
export async function keyFor(database: Database, seal: Seal, name: string): Promise<Buffer> {
  const place = `keyring.sealed.${name}`
  const read = async () => {
    const entry = await database.transaction((tx) => tx.findOneBy(KeyringEntry, { name }))
    return entry ? Buffer.from(seal.open(entry.sealed, place), 'base64') : null
  }
  const existing = await read()
  if (existing) return existing
  const key = randomBytes(32)
  try {
    await database.transaction((tx) =>
      tx.insert(KeyringEntry, { name, sealed: seal.seal(key.toString('base64'), place) }),
    )
    return key
  } catch (error) {
    // Another instance made it first.
    const made = isDuplicate(error) ? await read() : null
    if (!made) throw error
    return made
  }
}
