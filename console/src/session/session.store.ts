import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, type ReplyOf, setCsrfToken } from '@/kit/client'
import { Problem } from '@/kit/problem'
import type { Role } from './roles'

export type StaffMember = ReplyOf<'get', '/api/staff/session'>['staff']
/** Why one stands before the sign-in page, to be said there. */
export type Departure = 'signed_out' | 'expired' | 'idle'

/** Who is signed in, as the service says. The token itself is in a cookie that no script can read. */
export const useSession = defineStore('session', () => {
  const staff = ref<StaffMember | null>(null)
  const departure = ref<Departure | null>(null)
  let asked: Promise<void> | undefined

  function enter(session: { staff: StaffMember; csrfToken: string }): void {
    staff.value = session.staff
    departure.value = null
    setCsrfToken(session.csrfToken)
  }

  /** Asks once, at the start: a page loaded anew has forgotten whom it served. */
  const known = (): Promise<void> => {
    asked ??= api.get('/api/staff/session').then(enter, (error: unknown) => {
      if (error instanceof Problem && error.code === 'unauthenticated') return
      asked = undefined
      throw error
    })
    return asked
  }

  async function signIn(username: string, password: string, otp?: string): Promise<void> {
    enter(await api.post('/api/staff/session', { body: { username, password, ...(otp ? { otp } : {}) } }))
  }

  function leave(reason: Departure): void {
    if (!staff.value) return
    staff.value = null
    departure.value = reason
    setCsrfToken('')
  }

  /** Here one is signed out in any case; there too, if the service can be reached. */
  async function signOut(reason: Departure = 'signed_out'): Promise<void> {
    await api.delete('/api/staff/session').catch(() => undefined)
    leave(reason)
  }

  const roles = computed(() => (staff.value?.roles ?? []) as Role[])
  const can = (...wanted: readonly Role[]): boolean => roles.value.some((r) => wanted.includes(r))
  return { staff, departure, roles, known, signIn, signOut, leave, can }
})
