import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { hmacSha256, type Seal, sha256 } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { Gather } from '../../platform/db/gather'
import { newId } from '../../platform/ids'
import { notFound } from '../../platform/problem'
import type { Sessions } from '../../platform/sessions'
import { codeRefused, type IdentitySource, type WechatIdentity } from '../../platform/wechat/identity'
import { Resident, ResidentIdentity, UsedCode } from './residents.entities'

/** The person at the counter. */
export interface ResidentActor {
  kind: 'resident'
  id: string
}

export interface Preferences {
  ageFriendly?: boolean
  topics?: string[]
  personalised?: boolean
  divisionId?: string | null
  consentVersion?: string
}

export interface SignedIn {
  token: string
  expiresAt: number
  resident: Resident
}

/** WeChat identity, sessions and preferences of residents. */
export class Residents {
  private readonly divisions = new Gather<string | null>(async (ids) => {
    const sql = `SELECT id, division_id FROM residents WHERE id IN (${ids.map(() => '?').join(', ')})`
    const rows = await this.database.select(sql, ids)
    return new Map(
      rows.map((row) => [String(row.id), row.division_id === null ? null : String(row.division_id)]),
    )
  })

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly identities: IdentitySource,
    private readonly seal: Seal,
    private readonly identityKey: Buffer,
  ) {}

  /** @throws Problem code_refused, unavailable */
  async signIn(code: string): Promise<SignedIn> {
    const identity = await this.identities.exchange(code)
    const identityHash = hmacSha256(this.identityKey, `${identity.appId}\n${identity.openid}`)
    try {
      return await this.admit(code, identity, identityHash)
    } catch (error) {
      // Two first sign-ins of one person at once: the second finds the first one's row.
      if (isDuplicate(error)) return this.admit(code, identity, identityHash)
      throw error
    }
  }

  private admit(code: string, identity: WechatIdentity, identityHash: string): Promise<SignedIn> {
    return this.database.transaction(async (tx) => {
      if (identity.singleUse) await this.useUp(tx, code)
      const known = await tx.findOneBy(ResidentIdentity, { identityHash })
      const resident = known
        ? await this.welcomeBack(tx, known, identity)
        : await this.register(tx, identity, identityHash)
      const { token, expiresAt } = await this.sessions.open(tx, 'resident', resident.id)
      return { token, expiresAt, resident }
    })
  }

  private async useUp(tx: EntityManager, code: string): Promise<void> {
    const hash = sha256(code)
    if (await tx.existsBy(UsedCode, { hash })) throw codeRefused()
    await tx.insert(UsedCode, { hash, usedAt: this.clock.now() })
  }

  private async register(
    tx: EntityManager,
    identity: WechatIdentity,
    identityHash: string,
  ): Promise<Resident> {
    const now = this.clock.now()
    const resident: Resident = {
      id: newId(now),
      createdAt: now,
      erasedAt: null,
      divisionId: null,
      ageFriendly: false,
      personalised: true,
      topics: [],
      consentVersion: null,
      consentAt: null,
    }
    await tx.insert(ResidentIdentity, {
      identityHash,
      residentId: resident.id,
      appId: identity.appId,
      sealedOpenid: this.seal.seal(identity.openid, `resident_identities.${identityHash}`),
      keepUntil: null,
    })
    await tx.insert(Resident, resident)
    return resident
  }

  private async welcomeBack(
    tx: EntityManager,
    known: ResidentIdentity,
    identity: WechatIdentity,
  ): Promise<Resident> {
    const { residentId, identityHash } = known
    if (known.sealedOpenid === null) {
      const sealedOpenid = this.seal.seal(identity.openid, `resident_identities.${identityHash}`)
      await tx.update(ResidentIdentity, { identityHash }, { sealedOpenid, keepUntil: null })
      await tx.update(Resident, { id: residentId }, { erasedAt: null })
    }
    return tx.findOneByOrFail(Resident, { id: residentId })
  }

  async signOut(sessionHash: string): Promise<void> {
    await this.database.transaction((tx) => this.sessions.revoke(tx, sessionHash))
    this.sessions.forget()
  }

  /** The district the resident has chosen, for the tally a ballot also joins. */
  async divisionOf(id: string): Promise<string | null> {
    return (await this.divisions.load(id)) ?? null
  }

  /** @throws Problem not_found */
  async find(id: string): Promise<Resident> {
    const resident = await this.database.reads.findOneBy(Resident, { id })
    if (!resident) throw notFound()
    return resident
  }

  /** Changes what is given and leaves the rest. */
  async setPreferences(actor: ResidentActor, wanted: Preferences): Promise<Resident> {
    return this.database.transaction(async (tx) => {
      const { consentVersion, ...plain } = wanted
      const change: Partial<Resident> = Object.fromEntries(
        Object.entries(plain).filter(([, v]) => v !== undefined),
      )
      if (consentVersion !== undefined) Object.assign(change, { consentVersion, consentAt: this.clock.now() })
      if (Object.keys(change).length > 0) await tx.update(Resident, { id: actor.id }, change)
      return tx.findOneByOrFail(Resident, { id: actor.id })
    })
  }
}
