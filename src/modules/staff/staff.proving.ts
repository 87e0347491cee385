import { type EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { hashPassword, type PasswordCost, verifyPassword } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { StaffAccount } from './staff.entities'
import { accountLocked, signInRefused } from './staff.problems'
import { FAILURES_BEFORE_LOCK, isLocked, LOCK_MS, USERNAME } from './staff.rules'
import { Turns } from './staff.turns'

/** Proving that one knows a password, at the price of one try. */
export class PasswordProof {
  private decoy: Promise<string> | null = null
  readonly turns = new Turns()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly passwordCost: PasswordCost,
  ) {}

  /**
   * Counts the try before the password is looked at, so that fifty at once are five.
   * @returns the account when it may be tried
   */
  charge(username: string): Promise<StaffAccount | null> {
    // Nobody is called otherwise, and MariaDB refuses to compare such a text with an ASCII column.
    if (!USERNAME.test(username)) return Promise.resolve(null)
    return this.database.transaction(async (tx) => {
      const account = await findForUpdate(tx, StaffAccount, { username })
      if (!account || account.disabledAt !== null) return null
      const now = this.clock.now()
      if (isLocked(account, now))
        throw accountLocked({ retryAfter: Math.ceil(((account.lockedUntil ?? now) - now) / 1000) })
      const failures = (account.lockedUntil === null ? account.failedSignIns : 0) + 1
      const lockedUntil = failures >= FAILURES_BEFORE_LOCK ? now + LOCK_MS : null
      await tx.update(StaffAccount, { id: account.id }, { failedSignIns: failures, lockedUntil })
      return account
    })
  }

  /** Takes back one charge and no more: nobody wins further tries by it. */
  async refund(tx: EntityManager, id: string): Promise<void> {
    const account = await findForUpdate(tx, StaffAccount, { id })
    if (!account) return
    const failedSignIns = Math.max(0, account.failedSignIns - 1)
    const lockedUntil = failedSignIns < FAILURES_BEFORE_LOCK ? null : account.lockedUntil
    await tx.update(StaffAccount, { id }, { failedSignIns, lockedUntil })
  }

  /** Takes as long for a username nobody has. */
  async fits(password: string, hash: string | undefined): Promise<boolean> {
    this.decoy ??= hashPassword('nobody has this password', this.passwordCost)
    const fits = await verifyPassword(password, hash ?? (await this.decoy))
    return hash !== undefined && fits
  }

  /** One's own password, asked for again. @throws Problem sign_in_refused, account_locked */
  async prove(username: string, password: string): Promise<void> {
    await this.turns.take(username, async () => {
      const charged = await this.charge(username)
      if (!(await this.fits(password, charged?.passwordHash)))
        throw signInRefused({ detail: '当前密码不正确。' })
      await this.database.transaction((tx) => this.refund(tx, (charged as StaffAccount).id))
    })
  }
}
