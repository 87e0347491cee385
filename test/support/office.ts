import { systemActor } from '../../src/modules/ledger'
import { demoTemplates } from '../../src/modules/push'
import type { StaffActor, StaffRole } from '../../src/modules/staff'
import { actorOf } from '../../src/modules/staff'
import { createOffice, type Office, type OfficeOptions } from '../../src/office'
import type { Clock } from '../../src/platform/clock'
import { createLog } from '../../src/platform/log'
import { SimulatedIdentity } from '../../src/platform/wechat/identity'
import { emptyDatabase, migratedDatabase, type TestDatabase } from './databases'

export type { TestDatabase } from './databases'

declare const TEST_DATABASE: 'sqlite' | 'mysql'

/** A clock that stands still until a test moves it. */
export class FrozenClock implements Clock {
  constructor(private instant = Date.UTC(2026, 10, 24, 1, 0, 0)) {}
  now(): number {
    return this.instant
  }
  set(instant: number): void {
    this.instant = instant
  }
  advance(ms: number): void {
    this.instant += ms
  }
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** An empty database of the test's own, of the kind this run is about. */
export const testDatabase = (kind: 'sqlite' | 'mysql' = TEST_DATABASE): Promise<TestDatabase> =>
  emptyDatabase(kind)

export const testKeys = [
  { id: 'test', key: Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex') },
]
/** scrypt at its real cost would be most of a test's time. */
export const testPasswordCost = { logN: 4, r: 8, p: 1 }
export const testPassword = 'Lanchuan-2026!'

export function testOfficeOptions(
  databaseUrl: string,
  clock: Clock,
  over: Partial<OfficeOptions> = {},
): OfficeOptions {
  return {
    databaseUrl,
    clock,
    masterKeys: testKeys,
    log: createLog('silent'),
    identities: new SimulatedIdentity('wxtest'),
    passwordCost: testPasswordCost,
    sheetPrefix: '澜市监审',
    templates: demoTemplates,
    ...over,
  }
}

export interface TestOffice {
  office: Office
  clock: FrozenClock
  databaseUrl: string
  /** Members of staff with one role each, under the demo's usernames, made when first asked for. */
  staff(role: StaffRole): Promise<StaffActor>
  resident(openid: string): Promise<{ kind: 'resident'; id: string; token: string }>
  /** Closes and opens again on the same database, as a restart does. */
  restart(): Promise<Office>
  close(): Promise<void>
}

export async function openTestOffice(
  over: Partial<OfficeOptions> = {},
  kind?: 'sqlite' | 'mysql',
): Promise<TestOffice> {
  const database = await migratedDatabase(kind ?? TEST_DATABASE)
  const clock = new FrozenClock()
  const open = () => createOffice(testOfficeOptions(database.url, clock, over))
  const test = { office: await open() }
  const members = new Map<StaffRole, Promise<StaffActor>>()
  const root = await test.office.divisions.create(systemActor, {
    parentId: null,
    name: '澜川市市场监督管理局',
    kind: 'bureau',
  })
  return {
    get office() {
      return test.office
    },
    clock,
    databaseUrl: database.url,
    staff(role) {
      const made =
        members.get(role) ??
        test.office.staff
          .createStaff(systemActor, {
            username: role,
            name: `测试${role}`,
            divisionId: root.id,
            roles: [role],
            password: testPassword,
            mustChangePassword: false,
          })
          .then(actorOf)
      members.set(role, made)
      return made
    },
    async resident(openid) {
      const { token, resident } = await test.office.residents.signIn(`sim:${openid}`)
      return { kind: 'resident', id: resident.id, token }
    },
    async restart() {
      await test.office.close()
      test.office = await open()
      return test.office
    },
    async close() {
      await test.office.close()
      await database.drop()
    },
  }
}
