import { spawnSync } from 'node:child_process'
import { createOffice } from '../../../src/office'
import { systemClock } from '../../../src/platform/clock'
import { DatabaseInUse } from '../../../src/platform/db/sqlite-owner'
import { testDatabase, testOfficeOptions } from '../../support/office'

describe('an SQLite database has one process', () => {
  it('refuses a second opener while the first lives, and takes the next one after it', async () => {
    const database = await testDatabase('sqlite')
    const options = testOfficeOptions(database.url, systemClock)
    const first = await createOffice(options)
    await expect(createOffice(options)).rejects.toThrow(DatabaseInUse)
    expect(first.database.kind).toBe('sqlite')
    expect(await first.database.ready()).toBe(true)
    await first.close()
    const second = await createOffice(options)
    await second.close()
    await database.drop()
  })

  it('a killed process leaves nothing that keeps the next one out', async () => {
    const database = await testDatabase('sqlite')
    const path = database.url.slice('sqlite:'.length)
    const child = spawnSync(process.execPath, [
      '-e',
      `const Libsql = require('libsql'); new Libsql(process.argv[1] + '-owner').exec('BEGIN EXCLUSIVE'); process.kill(process.pid, 'SIGKILL')`,
      path,
    ])
    expect(child.signal).toBe('SIGKILL')
    const office = await createOffice(testOfficeOptions(database.url, systemClock))
    await office.close()
    await database.drop()
  })
})
