import { systemActor } from './modules/ledger'
import { usernameTaken } from './modules/staff'
import type { Office } from './office'
import { ConfigRefused } from './platform/config'
import { Problem } from './platform/problem'

export const BOOTSTRAP_USERNAME = 'admin'

/**
 * The first administrator of an empty database, who must change the password at first sign-in. Does nothing once there
 * is any account.
 * @throws ConfigRefused when the password is too common
 */
export async function bootstrapAdmin(office: Office, password: string): Promise<boolean> {
  const { divisions, staff } = office
  if ((await divisions.listStaff()).length > 0) return false
  const [existing] = await divisions.list()
  const root =
    existing ??
    (await divisions.create(systemActor, { parentId: null, name: '市场监督管理局', kind: 'bureau' }))
  try {
    await staff.createStaff(systemActor, {
      username: BOOTSTRAP_USERNAME,
      name: '系统管理员',
      divisionId: root.id,
      roles: ['admin'],
      password,
      mustChangePassword: true,
    })
    return true
  } catch (error) {
    // Another instance, started at the same moment, was first.
    if (usernameTaken.is(error)) return false
    if (error instanceof Problem) throw new ConfigRefused([`BOOTSTRAP_ADMIN_PASSWORD：${error.message}。`])
    throw error
  }
}
