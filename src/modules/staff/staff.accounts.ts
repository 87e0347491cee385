import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import type { ListedSession, Sessions } from '../../platform/sessions'
import type { Ledger } from '../ledger'
import { checkDivision } from './staff.divisions'
import { StaffAccount, type StaffRole } from './staff.entities'
import { ownAccount } from './staff.problems'
import type { StaffActor } from './staff.service'

export interface StaffChange {
  name: string
  divisionId: string
  roles: StaffRole[]
}

/** What an administrator does with an account that exists, and what its owner does with his sessions. */
export class StaffAccounts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly ledger: Ledger,
  ) {}

  /**
   * The new roles hold from the next sign-in: sessions end, but for the one in which an administrator changes himself.
   * Who has signed or written something stays who he is: the rules about one item ask for the person, not the role.
   * @throws Problem not_found, own_account, invalid_request
   */
  async edit(actor: StaffActor, sessionHash: string, id: string, change: StaffChange): Promise<StaffAccount> {
    const roles = [...new Set(change.roles)]
    if (id === actor.id && !roles.includes('admin')) throw ownAccount()
    const edited = await this.database.transaction(async (tx) => {
      const account = await findForUpdate(tx, StaffAccount, { id })
      if (!account) throw notFound()
      if (change.divisionId !== account.divisionId) await checkDivision(tx, change.divisionId)
      const after = { name: change.name, divisionId: change.divisionId, roles }
      await tx.update(StaffAccount, { id }, after)
      await this.sessions.revokeAll(tx, 'staff', id, id === actor.id ? sessionHash : undefined)
      const before = { name: account.name, divisionId: account.divisionId, roles: account.roles }
      await this.ledger.append(tx, actor, 'staff.edit', { type: 'staff', id }, { before, after })
      return { ...account, ...after }
    })
    this.sessions.forget()
    return edited
  }

  /** Its sessions end at once. @throws Problem not_found, own_account */
  async disableStaff(actor: StaffActor, id: string): Promise<void> {
    if (id === actor.id) throw ownAccount()
    await this.database.transaction(async (tx) => {
      const account = await findForUpdate(tx, StaffAccount, { id })
      if (!account) throw notFound()
      const disabledAt = account.disabledAt ?? this.clock.now()
      await tx.update(StaffAccount, { id }, { disabledAt })
      await this.sessions.revokeAll(tx, 'staff', id)
      const change = { before: { disabled: account.disabledAt !== null }, after: { disabled: true } }
      await this.ledger.append(tx, actor, 'staff.disable', { type: 'staff', id }, change)
    })
    this.sessions.forget()
  }

  /** With the password it had, unlocked. @throws Problem not_found, invalid_request when its division is closed */
  async enableStaff(actor: StaffActor, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const account = await findForUpdate(tx, StaffAccount, { id })
      if (!account) throw notFound()
      await checkDivision(tx, account.divisionId)
      await tx.update(StaffAccount, { id }, { disabledAt: null, failedSignIns: 0, lockedUntil: null })
      const change = { before: { disabled: account.disabledAt !== null }, after: { disabled: false } }
      await this.ledger.append(tx, actor, 'staff.enable', { type: 'staff', id }, change)
    })
  }

  /** Those in which one could still act, the last used first. @throws Problem not_found */
  async sessionsOf(id: string): Promise<ListedSession[]> {
    if (!(await this.database.reads.existsBy(StaffAccount, { id }))) throw notFound()
    return this.sessions.list('staff', id)
  }

  /** @param sessionId as listed @throws Problem not_found */
  async revokeSession(actor: StaffActor, id: string, sessionId: string): Promise<void> {
    const found = (await this.sessionsOf(id)).find((s) => s.id === sessionId)
    if (!found) throw notFound()
    await this.database.transaction(async (tx) => {
      await this.sessions.revoke(tx, found.tokenHash)
      await this.ledger.append(tx, actor, 'staff.revoke_session', { type: 'staff', id })
    })
    this.sessions.forget()
  }

  /** @param keep hash of the session that goes on @throws Problem not_found */
  async revokeSessions(actor: StaffActor, id: string, keep?: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await tx.existsBy(StaffAccount, { id }))) throw notFound()
      await this.sessions.revokeAll(tx, 'staff', id, keep)
      await this.ledger.append(tx, actor, 'staff.revoke_sessions', { type: 'staff', id })
    })
    this.sessions.forget()
  }
}
