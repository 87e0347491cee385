import { type EntityManager, IsNull, Not } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { hmacSha256, type Seal } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { Resident, ResidentAlias, ResidentIdentity, ResidentUnion } from './residents.entities'
import { type Joined, joinResidents } from './residents.joining'

/** What WeChat said about who is there. */
export interface Told {
  appId: string
  openid: string
  /** The same for the 服务号 and the mini-program where both are bound to one Open Platform account. */
  unionid?: string
}

export interface Recognised {
  resident: Resident
  /** Two residents turned out to be one person just now. */
  joined: Joined | null
}

/** Which resident stands behind which openid: found, registered, and brought together where WeChat says so. */
export class Identities {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly seal: Seal,
    private readonly key: Buffer,
    private readonly holders: { join(tx: EntityManager, from: string, to: string): Promise<void> },
  ) {}

  /** Everything that can be written to for this person; nothing for an alias, whose place another resident took. */
  async openidsOf(residentId: string): Promise<{ appId: string; openid: string }[]> {
    const rows = await this.database.reads.findBy(ResidentIdentity, {
      residentId,
      sealedOpenid: Not(IsNull()),
    })
    return rows.map(({ appId, identityHash, sealedOpenid }) => ({
      appId,
      openid: this.seal.open(sealedOpenid as string, placeOf(identityHash)),
    }))
  }

  /** The resident who goes by this id now: himself, or the one he was joined with. */
  async currentId(residentId: string): Promise<string> {
    const alias = await this.database.reads.findOneBy(ResidentAlias, { aliasId: residentId })
    return alias?.residentId ?? residentId
  }

  /** The resident behind what WeChat told when nothing has to be written for it. */
  async find(told: Told): Promise<string | null> {
    const { reads } = this.database
    const identity = await reads.findOneBy(ResidentIdentity, { identityHash: this.hashOf(told) })
    if (!identity?.sealedOpenid) return null
    const unionHash = this.unionHashOf(told)
    if (unionHash === null) return identity.residentId
    const union = await reads.findOneBy(ResidentUnion, { unionHash })
    return union?.residentId === identity.residentId ? identity.residentId : null
  }

  /** Finds or registers the person, and joins two residents whom one unionid names. */
  async recognise(tx: EntityManager, told: Told): Promise<Recognised> {
    const identityHash = this.hashOf(told)
    const unionHash = this.unionHashOf(told)
    const known = await tx.findOneBy(ResidentIdentity, { identityHash })
    const union = unionHash === null ? null : await tx.findOneBy(ResidentUnion, { unionHash })
    if (!known) {
      // Held, so that nobody joins this resident with another while the new openid is put down.
      const held = union && (await findForUpdate(tx, ResidentUnion, { unionHash: union.unionHash }))
      const resident = held ? await this.back(tx, held.residentId) : await this.register(tx)
      await this.putDown(tx, told, identityHash, resident.id)
      if (unionHash !== null && !held) await this.unite(tx, unionHash, resident.id)
      if (held) await tx.update(ResidentUnion, { unionHash: held.unionHash }, { keepUntil: null })
      return { resident, joined: null }
    }
    if (known.sealedOpenid === null) {
      const sealedOpenid = this.seal.seal(told.openid, placeOf(identityHash))
      await tx.update(ResidentIdentity, { identityHash }, { sealedOpenid, keepUntil: null })
      await tx.update(ResidentUnion, { residentId: known.residentId }, { keepUntil: null })
      await this.back(tx, known.residentId)
    }
    if (unionHash === null || union?.residentId === known.residentId)
      return { resident: await tx.findOneByOrFail(Resident, { id: known.residentId }), joined: null }
    return this.bringTogether(tx, identityHash, unionHash)
  }

  /** Both rows are locked and read anew: whoever else joins one of these residents has to wait for them. */
  private async bringTogether(
    tx: EntityManager,
    identityHash: string,
    unionHash: string,
  ): Promise<Recognised> {
    const identity = await findForUpdate(tx, ResidentIdentity, { identityHash })
    if (!identity) throw new Error('An identity vanished while it was being united')
    const exists = await tx.existsBy(ResidentUnion, { unionHash })
    const union = exists ? await findForUpdate(tx, ResidentUnion, { unionHash }) : null
    const { residentId } = identity
    if (!union) await this.unite(tx, unionHash, residentId)
    const joined =
      union && union.residentId !== residentId
        ? await joinResidents(tx, this.clock.now(), [residentId, union.residentId], this.holders)
        : null
    const id = joined?.to ?? residentId
    return { resident: await tx.findOneByOrFail(Resident, { id }), joined }
  }

  private hashOf({ appId, openid }: Told): string {
    return hmacSha256(this.key, `${appId}\n${openid}`)
  }

  /** No app is called so: the two kinds of hash never meet. */
  private unionHashOf({ unionid }: Told): string | null {
    return unionid ? hmacSha256(this.key, `unionid\n${unionid}`) : null
  }

  private async unite(tx: EntityManager, unionHash: string, residentId: string): Promise<void> {
    await tx.insert(ResidentUnion, { unionHash, residentId, keepUntil: null })
  }

  private async putDown(
    tx: EntityManager,
    { appId, openid }: Told,
    identityHash: string,
    residentId: string,
  ): Promise<void> {
    const sealedOpenid = this.seal.seal(openid, placeOf(identityHash))
    await tx.insert(ResidentIdentity, { identityHash, residentId, appId, sealedOpenid, keepUntil: null })
  }

  private async back(tx: EntityManager, id: string): Promise<Resident> {
    await tx.update(Resident, { id }, { erasedAt: null })
    return tx.findOneByOrFail(Resident, { id })
  }

  private async register(tx: EntityManager): Promise<Resident> {
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
    await tx.insert(Resident, resident)
    return resident
  }
}

const placeOf = (identityHash: string) => `resident_identities.${identityHash}`
