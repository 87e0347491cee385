import type { Division, StaffAccount } from '../../src/modules/staff'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import {
  closeDivision,
  createDivision,
  createStaff,
  disableStaff,
  editDivision,
  editStaff,
  enableStaff,
  listDivisions,
  listStaff,
  resetPassword,
} from './organisation.contract'

export function organisationRoutes(counter: Counter, office: Office): void {
  const { divisions, staff, staffAccounts, staffFactors, clock } = office
  const present = (a: StaffAccount, otp: boolean) => ({
    id: a.id,
    username: a.username,
    name: a.name,
    divisionId: a.divisionId,
    roles: a.roles,
    disabled: a.disabledAt !== null,
    locked: a.lockedUntil !== null && a.lockedUntil > clock.now(),
    otp,
    createdAt: rfc3339(a.createdAt),
  })
  counter.serve(listDivisions, async () => ({ items: (await divisions.list()).map(presentDivision) }))
  counter.serve(createDivision, async ({ caller, body }) =>
    presentDivision(await divisions.create(caller, body)),
  )
  counter.serve(editDivision, async ({ caller, params, body }) =>
    presentDivision(await divisions.edit(caller, params.id, body)),
  )
  counter.serve(closeDivision, async ({ caller, params }) =>
    presentDivision(await divisions.close(caller, params.id)),
  )
  counter.serve(listStaff, async () => {
    const withOtp = await staffFactors.activeIds()
    return { items: (await divisions.listStaff()).map((a) => present(a, withOtp.has(a.id))) }
  })
  counter.serve(createStaff, async ({ caller, body }) =>
    present(await staff.createStaff(caller, body), false),
  )
  counter.serve(editStaff, async ({ caller, params, body }) => {
    const edited = await staffAccounts.edit(caller, caller.sessionHash, params.id, body)
    return present(edited, await staffFactors.isActive(edited.id))
  })
  counter.serve(enableStaff, async ({ caller, params }) => {
    await staffAccounts.enableStaff(caller, params.id)
    return { id: params.id, disabled: false }
  })
  counter.serve(disableStaff, async ({ caller, params }) => {
    await staffAccounts.disableStaff(caller, params.id)
    return { id: params.id, disabled: true }
  })
  counter.serve(resetPassword, ({ caller, params, body }) =>
    staff.resetPassword(caller, params.id, body.password),
  )
}

function presentDivision({ id, parentId, name, kind, closedAt }: Division) {
  return { id, parentId, name, kind, closed: closedAt !== null }
}
