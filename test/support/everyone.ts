import { systemActor } from '../../src/modules/ledger'
import { roles } from '../../src/modules/staff'
import type { HttpClient, serveOffice } from './http'
import { type TestOffice, testPassword } from './office'

export const everyRole = [...roles]

/** A member of staff with every role: what the door still refuses to such a person, it refuses to all. */
export async function signInAllRoles(
  test: TestOffice,
  web: Awaited<ReturnType<typeof serveOffice>>,
  username = 'allroles',
): Promise<HttpClient> {
  const [root] = await test.office.divisions.list()
  if (!root) throw new Error('the test office has no division')
  await test.office.staff.createStaff(systemActor, {
    username,
    name: '全能测试',
    divisionId: root.id,
    roles: everyRole,
    password: testPassword,
    mustChangePassword: false,
  })
  return web.staff(username)
}
