import type { Office } from '../../src/office'
import type { StaffCaller } from '../../src/platform/http/caller'
import { answer, type Counter } from '../../src/platform/http/serve'
import type { ConsoleOptions } from '../app'
import { changePassword, readStaffSession, staffSignIn, staffSignOut } from './session.contract'

export const cookieName = (secure: boolean) => (secure ? '__Host-staff' : 'staff')

export function staffSessionRoutes(
  counter: Counter,
  { staff, staffFactors, divisions }: Office,
  { secureCookie }: ConsoleOptions,
): void {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secureCookie ? '; Secure' : ''}`
  const name = cookieName(secureCookie)
  const member = async (caller: StaffCaller) => {
    const division = await divisions.find(caller.divisionId)
    return {
      id: caller.id,
      name: caller.name,
      division: { id: caller.divisionId, name: division?.name ?? '' },
      roles: [...caller.roles],
      mustChangePassword: caller.mustChangePassword,
      otp: await staffFactors.isActive(caller.id),
    }
  }

  counter.serve(staffSignIn, async ({ body }) => {
    const { token, csrfToken, account, division } = await staff.signIn(body.username, body.password, body.otp)
    return answer({
      status: 201,
      cookies: [`${name}=${token}; ${attributes}`],
      body: {
        staff: {
          id: account.id,
          name: account.name,
          division: { id: division.id, name: division.name },
          roles: account.roles,
          mustChangePassword: account.mustChangePassword,
          otp: await staffFactors.isActive(account.id),
        },
        csrfToken,
      },
    })
  })
  counter.serve(readStaffSession, async ({ caller }) => ({
    staff: await member(caller),
    csrfToken: caller.csrfToken,
  }))
  counter.serve(staffSignOut, async ({ caller }) => {
    await staff.signOut(caller, caller.sessionHash)
    return answer({ status: 204, cookies: [`${name}=; Max-Age=0; ${attributes}`] })
  })
  counter.serve(changePassword, ({ caller, body }) =>
    staff.changePassword(caller, caller.sessionHash, body.currentPassword, body.newPassword),
  )
}
