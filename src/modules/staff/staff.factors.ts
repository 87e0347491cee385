import { randomBytes } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { equalSecrets, type Seal, sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { notFound, type Problem } from '../../platform/problem'
import type { Ledger } from '../ledger'
import { StaffAccount } from './staff.entities'
import { StaffFactor, StaffRecoveryCode } from './staff.factors.entities'
import {
  bareCode,
  base32,
  CODES_BEFORE_STOP,
  codeAt,
  isAppCode,
  otpauthUrl,
  RECOVERY_CODES,
  recoveryCodeOf,
  stepOf,
} from './staff.otp.rules'
import { otpActive, otpInvalid } from './staff.problems'
import type { PasswordProof } from './staff.proving'
import type { StaffActor } from './staff.service'

const placeOf = (staffId: string) => `staff_factors.secret.${staffId}`
const hashOf = (staffId: string, code: string) => sha256(`${staffId}\n${bareCode(code)}`)

/** 动态口令: enrolled by its owner, confirmed by a code, asked for at every sign-in from then on. */
export class StaffFactors {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly seal: Seal,
    private readonly proof: PasswordProof,
  ) {}

  async isActive(staffId: string): Promise<boolean> {
    const factor = await this.database.reads.findOneBy(StaffFactor, { staffId })
    return factor?.confirmedAt != null
  }

  /** Ids of the accounts that have one. */
  async activeIds(): Promise<Set<string>> {
    const factors = await this.database.reads.find(StaffFactor)
    return new Set(factors.flatMap((f) => (f.confirmedAt === null ? [] : [f.staffId])))
  }

  /**
   * A new secret, told once; an unconfirmed one before it is forgotten.
   * @param issuer under which the app lists it
   * @throws Problem sign_in_refused, account_locked, otp_active
   */
  async enrol(
    actor: StaffActor,
    password: string,
    issuer: string,
  ): Promise<{ secret: string; otpauthUrl: string }> {
    const { username } = await this.database.reads.findOneByOrFail(StaffAccount, { id: actor.id })
    await this.proof.prove(username, password)
    const bytes = randomBytes(20)
    const sealedSecret = this.seal.seal(bytes.toString('base64'), placeOf(actor.id))
    await this.database.transaction(async (tx) => {
      await this.lock(tx, actor.id)
      const before = await tx.findOneBy(StaffFactor, { staffId: actor.id })
      if (before?.confirmedAt != null) throw otpActive()
      await tx.delete(StaffFactor, { staffId: actor.id })
      const createdAt = this.clock.now()
      const fresh = {
        staffId: actor.id,
        sealedSecret,
        confirmedAt: null,
        lastStep: 0,
        failures: 0,
        createdAt,
      }
      await tx.insert(StaffFactor, fresh)
      await this.ledger.append(tx, actor, 'staff.enrol_otp', { type: 'staff', id: actor.id })
    })
    const secret = base32(bytes)
    return { secret, otpauthUrl: otpauthUrl(secret, username, issuer) }
  }

  /** From now on the code is asked for. @returns the recovery codes, told once @throws Problem not_found, otp_invalid, otp_active */
  async confirm(actor: StaffActor, code: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCodeOf(randomBytes(10)))
    await this.refusable(async (tx) => {
      await this.lock(tx, actor.id)
      const factor = await tx.findOneBy(StaffFactor, { staffId: actor.id })
      if (!factor) throw notFound({ detail: '请先申请开通动态口令。' })
      if (factor.confirmedAt !== null) throw otpActive()
      if (!(await this.takesAppCode(tx, factor, code))) return otpInvalid()
      await tx.update(StaffFactor, { staffId: actor.id }, { confirmedAt: this.clock.now() })
      await tx.delete(StaffRecoveryCode, { staffId: actor.id })
      for (const c of codes)
        await tx.insert(StaffRecoveryCode, {
          codeHash: hashOf(actor.id, c),
          staffId: actor.id,
          usedAt: null,
        })
      await this.ledger.append(tx, actor, 'staff.confirm_otp', { type: 'staff', id: actor.id })
      return null
    })
    return codes
  }

  /** @throws Problem sign_in_refused, account_locked, not_found, otp_invalid */
  async disable(actor: StaffActor, password: string, code: string): Promise<void> {
    const { username } = await this.database.reads.findOneByOrFail(StaffAccount, { id: actor.id })
    await this.proof.prove(username, password)
    await this.refusable(async (tx) => {
      const verdict = await this.pass(tx, actor.id, code)
      if (verdict === 'none') throw notFound({ detail: '还没有开通动态口令。' })
      if (verdict !== 'passed') return otpInvalid()
      await this.remove(tx, actor.id)
      await this.ledger.append(tx, actor, 'staff.disable_otp', { type: 'staff', id: actor.id })
      return null
    })
  }

  /** An administrator helps somebody whose telephone is gone. @throws Problem not_found */
  async reset(actor: StaffActor, staffId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.lock(tx, staffId)
      if (!(await tx.existsBy(StaffFactor, { staffId }))) throw notFound()
      await this.remove(tx, staffId)
      await this.ledger.append(tx, actor, 'staff.reset_otp', { type: 'staff', id: staffId })
    })
  }

  /** Checks a code and uses it up, in a transaction that must commit whatever the verdict. */
  async pass(
    tx: EntityManager,
    staffId: string,
    code: string | undefined,
  ): Promise<'none' | 'required' | 'passed' | 'invalid'> {
    await this.lock(tx, staffId)
    const factor = await tx.findOneBy(StaffFactor, { staffId })
    if (factor?.confirmedAt == null) return 'none'
    if (code === undefined || code.trim() === '') return 'required'
    const bare = bareCode(code)
    const taken = isAppCode(bare)
      ? await this.takesAppCode(tx, factor, bare)
      : await this.takesRecoveryCode(tx, staffId, bare)
    return taken ? 'passed' : 'invalid'
  }

  private async takesAppCode(tx: EntityManager, factor: StaffFactor, code: string): Promise<boolean> {
    const { staffId, failures, lastStep } = factor
    const step = stepOf(this.clock.now())
    const secret = Buffer.from(this.seal.open(factor.sealedSecret, placeOf(staffId)), 'base64')
    const fits = failures < CODES_BEFORE_STOP && step > lastStep && equalSecrets(codeAt(secret, step), code)
    await tx.update(
      StaffFactor,
      { staffId },
      fits ? { lastStep: step, failures: 0 } : { failures: failures + 1 },
    )
    return fits
  }

  private async takesRecoveryCode(tx: EntityManager, staffId: string, code: string): Promise<boolean> {
    const codeHash = hashOf(staffId, code)
    const found = await findForUpdate(tx, StaffRecoveryCode, { codeHash })
    if (!found || found.usedAt !== null) return false
    await tx.update(StaffRecoveryCode, { codeHash }, { usedAt: this.clock.now() })
    await tx.update(StaffFactor, { staffId }, { failures: 0 })
    return true
  }

  /** The account's row stands for its factor: two codes are never looked at together. */
  private async lock(tx: EntityManager, staffId: string): Promise<void> {
    if (!(await findForUpdate(tx, StaffAccount, { id: staffId }))) throw notFound()
  }

  private async remove(tx: EntityManager, staffId: string): Promise<void> {
    await tx.delete(StaffFactor, { staffId })
    await tx.delete(StaffRecoveryCode, { staffId })
  }

  /** A refusal that leaves its trace: the failure is counted, then the refusal is thrown. */
  private async refusable(work: (tx: EntityManager) => Promise<Problem | null>): Promise<void> {
    const refusal = await this.database.transaction(work)
    if (refusal) throw refusal
  }
}
