/** Who is calling, as a session told it. */
export type Caller =
  | { kind: 'nobody' }
  | { kind: 'resident'; id: string; sessionHash: string; divisionId: string | null }
  | {
      kind: 'staff'
      id: string
      name: string
      username: string
      divisionId: string
      roles: readonly string[]
      sessionHash: string
      csrfToken: string
      mustChangePassword: boolean
    }

export const nobody: Caller = { kind: 'nobody' }
export type ResidentCaller = Extract<Caller, { kind: 'resident' }>
export type StaffCaller = Extract<Caller, { kind: 'staff' }>

/** One key per person, for limits and idempotency. */
export function callerKey(caller: Caller, address: string): string {
  return caller.kind === 'nobody' ? `address:${address}` : `${caller.kind}:${caller.id}`
}
