import type { StaffAccount } from '../../src/modules/staff'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import {
  createDivision,
  createStaff,
  disableStaff,
  listDivisions,
  listStaff,
  resetPassword,
} from './organisation.contract'

export function organisationRoutes(counter: Counter, { divisions, staff, clock }: Office): void {
  const present = (a: StaffAccount) => ({
    id: a.id,
    username: a.username,
    name: a.name,
    divisionId: a.divisionId,
    roles: a.roles,
    disabled: a.disabledAt !== null,
    locked: a.lockedUntil !== null && a.lockedUntil > clock.now(),
    createdAt: rfc3339(a.createdAt),
  })
  counter.serve(listDivisions, async () => ({
    items: (await divisions.list()).map(({ id, parentId, name, kind }) => ({ id, parentId, name, kind })),
  }))
  counter.serve(createDivision, async ({ caller, body }) => {
    const { id, parentId, name, kind } = await divisions.create(caller, body)
    return { id, parentId, name, kind }
  })
  counter.serve(listStaff, async () => ({ items: (await divisions.listStaff()).map(present) }))
  counter.serve(createStaff, async ({ caller, body }) => present(await staff.createStaff(caller, body)))
  counter.serve(disableStaff, async ({ caller, params }) => {
    await staff.disableStaff(caller, params.id)
    return { id: params.id, disabled: true }
  })
  counter.serve(resetPassword, ({ caller, params, body }) =>
    staff.resetPassword(caller, params.id, body.password),
  )
}
