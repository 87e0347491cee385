import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { hashPassword, type PasswordCost, verifyPassword } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { newId } from '../../platform/ids'
import { invalidField, notFound, Problem } from '../../platform/problem'
import type { Sessions } from '../../platform/sessions'
import type { Actor, Ledger } from '../ledger'
import { checkDivision } from './staff.divisions'
import { Division, StaffAccount, type StaffRole } from './staff.entities'
import type { StaffFactors } from './staff.factors'
import { otpInvalid, otpRequired, signInRefused, usernameTaken } from './staff.problems'
import type { PasswordProof } from './staff.proving'
import { passwordFault } from './staff.rules'

/** A member of staff at work: who signs, in which division, with which roles. */
export interface StaffActor extends Actor {
  kind: 'staff'
  divisionId: string
  roles: readonly string[]
}

export interface NewStaff {
  username: string
  name: string
  divisionId: string
  roles: StaffRole[]
  password: string
  mustChangePassword?: boolean
}

export interface StaffSignedIn {
  token: string
  csrfToken: string
  account: StaffAccount
  division: Division
}

/** Accounts, roles and sign-in of staff. */
export class Staff {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly ledger: Ledger,
    private readonly passwordCost: PasswordCost,
    private readonly proof: PasswordProof,
    private readonly factors: StaffFactors,
  ) {}

  /**
   * @param otp the app's code, or one of the recovery codes, where the account asks for it
   * @throws Problem sign_in_refused, account_locked, otp_required, otp_invalid
   */
  signIn(username: string, password: string, otp?: string): Promise<StaffSignedIn> {
    const known = username.toLowerCase()
    return this.proof.turns.take(known, () => this.trySignIn(known, password, otp))
  }

  private async trySignIn(username: string, password: string, otp?: string): Promise<StaffSignedIn> {
    const account = await this.proof.charge(username)
    if (!(await this.proof.fits(password, account?.passwordHash))) throw signInRefused()
    const known = account as StaffAccount
    const result = await this.database.transaction(async (tx) => {
      const current = await findForUpdate(tx, StaffAccount, { id: known.id })
      // Disabled or given a new password while the old one was being checked.
      if (!current || current.disabledAt !== null || current.passwordHash !== known.passwordHash)
        throw signInRefused()
      const verdict = await this.factors.pass(tx, known.id, otp)
      if (verdict === 'invalid') return otpInvalid()
      if (verdict === 'required') {
        await this.proof.refund(tx, known.id)
        return otpRequired()
      }
      await tx.update(StaffAccount, { id: known.id }, { failedSignIns: 0, lockedUntil: null })
      const { token, csrfToken } = await this.sessions.open(tx, 'staff', known.id)
      const division = await tx.findOneByOrFail(Division, { id: current.divisionId })
      await this.ledger.append(tx, actorOf(current), 'staff.sign_in', { type: 'staff', id: known.id })
      return { token, csrfToken, account: current, division }
    })
    if (result instanceof Problem) throw result
    return result
  }

  async signOut(actor: StaffActor, sessionHash: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.sessions.revoke(tx, sessionHash)
      await this.ledger.append(tx, actor, 'staff.sign_out', { type: 'staff', id: actor.id })
    })
    this.sessions.forget()
  }

  /** Every other session of the account ends with the old password. @throws Problem sign_in_refused, account_locked */
  async changePassword(actor: StaffActor, sessionHash: string, current: string, next: string): Promise<void> {
    const account = await this.database.reads.findOneByOrFail(StaffAccount, { id: actor.id })
    // Before a try is charged: nobody is locked out for thinking of five weak passwords.
    const fault = passwordFault(next, account.username)
    if (fault) throw invalidField('newPassword', fault)
    if (next === current) throw invalidField('newPassword', '新密码不能与当前密码相同')
    await this.proof.prove(account.username, current)
    await this.setPassword(actor, account.id, next, false, sessionHash)
  }

  /** An administrator gives a new first password, which also unlocks the account. */
  async resetPassword(actor: StaffActor, id: string, password: string): Promise<void> {
    const account = await this.database.reads.findOneBy(StaffAccount, { id })
    if (!account) throw notFound()
    const fault = passwordFault(password, account.username)
    if (fault) throw invalidField('password', fault)
    await this.setPassword(actor, id, password, true)
  }

  /** Sets the password unless it already is the account's. */
  async ensurePassword(actor: Actor, account: StaffAccount, password: string): Promise<void> {
    if (await verifyPassword(password, account.passwordHash)) return
    await this.setPassword(actor, account.id, password, false)
  }

  private async setPassword(
    actor: Actor,
    id: string,
    password: string,
    mustChange: boolean,
    keep?: string,
  ): Promise<void> {
    const passwordHash = await hashPassword(password, this.passwordCost)
    await this.database.transaction(async (tx) => {
      const change = { passwordHash, mustChangePassword: mustChange, failedSignIns: 0, lockedUntil: null }
      await tx.update(StaffAccount, { id }, change)
      await this.sessions.revokeAll(tx, 'staff', id, keep)
      await this.ledger.append(
        tx,
        actor,
        mustChange || actor.id !== id ? 'staff.reset_password' : 'staff.change_password',
        {
          type: 'staff',
          id,
        },
      )
    })
    this.sessions.forget()
  }

  /** @throws Problem username_taken, invalid_request */
  async createStaff(actor: Actor, input: NewStaff): Promise<StaffAccount> {
    const username = input.username.toLowerCase()
    const fault = passwordFault(input.password, username)
    if (fault) throw invalidField('password', fault)
    const passwordHash = await hashPassword(input.password, this.passwordCost)
    const now = this.clock.now()
    try {
      return await this.database.transaction(async (tx) => {
        await checkDivision(tx, input.divisionId)
        const account: StaffAccount = {
          id: newId(now),
          username,
          name: input.name,
          divisionId: input.divisionId,
          roles: [...new Set(input.roles)],
          passwordHash,
          mustChangePassword: input.mustChangePassword ?? true,
          failedSignIns: 0,
          lockedUntil: null,
          disabledAt: null,
          createdAt: now,
        }
        await tx.insert(StaffAccount, account)
        const after = { username, divisionId: input.divisionId, roles: account.roles }
        await this.ledger.append(tx, actor, 'staff.create', { type: 'staff', id: account.id }, { after })
        return account
      })
    } catch (error) {
      if (isDuplicate(error)) throw usernameTaken()
      throw error
    }
  }

  /** The account behind a session, or null once it is disabled. */
  async activeAccount(id: string): Promise<StaffAccount | null> {
    const account = await this.database.reads.findOneBy(StaffAccount, { id })
    return account && account.disabledAt === null ? account : null
  }

  async namesOf(tx: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
    const where = { id: In([...new Set(ids)]) }
    const accounts = await tx.find(StaffAccount, { where, select: { id: true, name: true } })
    return new Map(accounts.map((a) => [a.id, a.name]))
  }
}

export function actorOf(account: StaffAccount): StaffActor {
  return {
    kind: 'staff',
    id: account.id,
    name: account.name,
    divisionId: account.divisionId,
    roles: account.roles,
  }
}
