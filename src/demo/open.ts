import { randomInt } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { systemActor } from '../modules/ledger'
import { createOffice, type Office, type OfficeOptions } from '../office'
import { systemClock } from '../platform/clock'
import { staff } from './city'
import { FILLED, fillDemo } from './fill'
import { Timeline } from './timeline'

export interface DemoOffice {
  office: Office
  /** Told once, when the demo was filled: username → password. Empty at later starts. */
  passwords: Map<string, string>
}

/**
 * Opens the demo's office and fills the city in where there is none yet. On SQLite the filling happens beside the
 * database and is moved into place when it is whole, so an interrupted first start leaves nothing half done.
 */
export async function openDemoOffice(
  options: OfficeOptions,
  fixedPassword: string | undefined,
): Promise<DemoOffice> {
  const passwords = new Map<string, string>()
  const passwordOf = (username: string) => {
    const password = fixedPassword ?? newPassword()
    passwords.set(username, password)
    return password
  }
  if (options.databaseUrl.startsWith('sqlite:')) {
    const path = options.databaseUrl.slice('sqlite:'.length)
    if (!existsSync(path)) {
      const beside = `${path}.filling`
      const whole = `${path}.whole`
      const clear = () => {
        for (const file of [beside, `${beside}-wal`, `${beside}-shm`, `${beside}-owner`, whole])
          rmSync(file, { force: true })
      }
      clear()
      await fillInto({ ...options, databaseUrl: `sqlite:${beside}` }, passwordOf, (office) =>
        office.database.copyTo(whole),
      )
      renameSync(whole, path)
      clear()
    }
  } else await fillInto(options, passwordOf)
  const office = await createOffice(options)
  if (fixedPassword !== undefined && passwords.size === 0) await applyPassword(office, fixedPassword)
  return { office, passwords: fixedPassword === undefined ? passwords : new Map() }
}

async function fillInto(
  options: OfficeOptions,
  passwordOf: (username: string) => string,
  afterwards: (office: Office) => Promise<void> = async () => {},
): Promise<void> {
  const timeline = new Timeline(systemClock.now())
  const office = await createOffice({ ...options, clock: timeline, wechat: undefined })
  try {
    const entries = await office.ledger.headSeq()
    if (entries === 0) await fillDemo(office, timeline, passwordOf)
    else if (!(await office.ledger.hasAction(FILLED)))
      throw new Error('演示数据上次没有填完：请换一个空的数据库（或清空原来的），再启动。')
    await afterwards(office)
  } finally {
    await office.close()
  }
}

/** A scripted trial names its own password: it holds whatever an earlier start had made. */
async function applyPassword(office: Office, password: string): Promise<void> {
  const accounts = await office.divisions.listStaff()
  const demo = new Set<string>(staff.map((s) => s.username))
  for (const account of accounts.filter((a) => demo.has(a.username) && a.disabledAt === null))
    await office.staff.ensurePassword(systemActor, account, password)
}

// No letters that look alike: these passwords are read off a terminal.
const LETTERS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789'
function newPassword(): string {
  const four = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${four()}-${four()}-${four()}`
}
