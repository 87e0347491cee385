import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { qrSvg } from '../../src/platform/qr'
import type { ListedSession } from '../../src/platform/sessions'
import {
  confirmOtp,
  disableOtp,
  enrolOtp,
  listOwnSessions,
  listStaffSessions,
  resetOtp,
  revokeOtherSessions,
  revokeOwnSession,
  revokeStaffSession,
  revokeStaffSessions,
} from './factors.contract'

export function staffFactorRoutes(
  counter: Counter,
  { staffFactors, staffAccounts, settings }: Pick<Office, 'staffFactors' | 'staffAccounts' | 'settings'>,
): void {
  const present = (sessions: ListedSession[], current: string) => ({
    items: sessions.map(({ id, tokenHash, createdAt, seenAt }) => ({
      id,
      createdAt: rfc3339(createdAt),
      seenAt: rfc3339(seenAt),
      current: tokenHash === current,
    })),
  })
  counter.serve(enrolOtp, async ({ caller, body }) => {
    const told = await staffFactors.enrol(caller, body.password, (await settings.current()).bureauName)
    return { ...told, qr: qrSvg(told.otpauthUrl, '动态口令的二维码') }
  })
  counter.serve(confirmOtp, async ({ caller, body }) => ({
    recoveryCodes: await staffFactors.confirm(caller, body.code),
  }))
  counter.serve(disableOtp, ({ caller, body }) => staffFactors.disable(caller, body.password, body.code))
  counter.serve(resetOtp, ({ caller, params }) => staffFactors.reset(caller, params.id))
  counter.serve(listOwnSessions, async ({ caller }) =>
    present(await staffAccounts.sessionsOf(caller.id), caller.sessionHash),
  )
  counter.serve(revokeOwnSession, ({ caller, params }) =>
    staffAccounts.revokeSession(caller, caller.id, params.sessionId),
  )
  counter.serve(revokeOtherSessions, ({ caller }) =>
    staffAccounts.revokeSessions(caller, caller.id, caller.sessionHash),
  )
  counter.serve(listStaffSessions, async ({ caller, params }) =>
    present(await staffAccounts.sessionsOf(params.id), caller.sessionHash),
  )
  counter.serve(revokeStaffSession, ({ caller, params }) =>
    staffAccounts.revokeSession(caller, params.id, params.sessionId),
  )
  counter.serve(revokeStaffSessions, ({ caller, params }) => staffAccounts.revokeSessions(caller, params.id))
}
