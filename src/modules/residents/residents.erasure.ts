import { type EntityManager, LessThan } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Seal } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { Session, type Sessions } from '../../platform/sessions'
import { Resident, ResidentAlias, ResidentIdentity, ResidentUnion, UsedCode } from './residents.entities'
import type { ResidentActor } from './residents.service'

/** A duty that holds something of a resident says so here; the office introduces them to each other. */
export interface PersonalDataHolder {
  /** Key in the export, for example `ballots`. */
  name: string
  export(residentId: string): Promise<unknown>
  /**
   * Removes what is personal and leaves every tally as it is.
   * @returns until when the bare identity hash must stay so that nobody counts twice (epoch ms), or null
   */
  erase(tx: EntityManager, residentId: string): Promise<number | null>
  /**
   * Two residents turned out to be one person: what `from` did becomes `to`'s, except what would stand beside a like
   * thing of `to`'s, which stays where it is. Everything counted stays counted.
   */
  join?(tx: EntityManager, from: string, to: string): Promise<void>
}

const CODE_LIFETIME_MS = 24 * 3600_000

/** 个人信息保护法第四十五条、第四十七条: a copy of everything held, and its deletion. */
export class PersonalData {
  private readonly holders: PersonalDataHolder[] = []

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly seal: Seal,
  ) {}

  register(holder: PersonalDataHolder): void {
    this.holders.push(holder)
  }

  /** See {@link PersonalDataHolder.join}. */
  async join(tx: EntityManager, from: string, to: string): Promise<void> {
    for (const holder of this.holders) await holder.join?.(tx, from, to)
  }

  async exportAll(actor: ResidentActor): Promise<Record<string, unknown>> {
    const resident = await this.database.reads.findOneByOrFail(Resident, { id: actor.id })
    const identities = await this.database.reads.findBy(ResidentIdentity, { residentId: actor.id })
    const sessions = await this.database.reads.findBy(Session, { kind: 'resident', holderId: actor.id })
    const aliases = await this.database.reads.findBy(ResidentAlias, { residentId: actor.id })
    return {
      resident,
      identities: identities.map((i) => ({
        appId: i.appId,
        openid: i.sealedOpenid && this.seal.open(i.sealedOpenid, `resident_identities.${i.identityHash}`),
      })),
      sessions: sessions.map((s) => ({ createdAt: s.createdAt, seenAt: s.seenAt })),
      ...(await this.partsOf(actor.id)),
      // What two openids of one person did alike stays apart, and is his all the same.
      ...(aliases.length > 0 && { joined: await Promise.all(aliases.map((a) => this.partsOf(a.aliasId))) }),
    }
  }

  private async partsOf(residentId: string): Promise<Record<string, unknown>> {
    const parts = await Promise.all(
      this.holders.map(async (h) => [h.name, await h.export(residentId)] as const),
    )
    return Object.fromEntries(parts)
  }

  async erase(actor: ResidentActor): Promise<void> {
    await this.database.transaction(async (tx) => {
      let keepUntil: number | null = null
      const aliases = await tx.findBy(ResidentAlias, { residentId: actor.id })
      for (const residentId of [actor.id, ...aliases.map((a) => a.aliasId)])
        for (const holder of this.holders) {
          const until = await holder.erase(tx, residentId)
          if (until !== null) keepUntil = Math.max(keepUntil ?? 0, until)
        }
      await this.sessions.revokeAll(tx, 'resident', actor.id)
      if (keepUntil !== null && keepUntil > this.clock.now()) {
        await tx.update(ResidentIdentity, { residentId: actor.id }, { sealedOpenid: null, keepUntil })
        await tx.update(ResidentUnion, { residentId: actor.id }, { keepUntil })
      } else {
        await tx.delete(ResidentIdentity, { residentId: actor.id })
        await tx.delete(ResidentUnion, { residentId: actor.id })
      }
      await tx.update(
        Resident,
        { id: actor.id },
        {
          erasedAt: this.clock.now(),
          divisionId: null,
          ageFriendly: false,
          personalised: false,
          topics: [],
          consentVersion: null,
          consentAt: null,
        },
      )
    })
    this.sessions.forget()
    await this.database.scrub()
  }

  /** Drops identity hashes whose time is over, and codes too old to be tried again. */
  async sweep(): Promise<void> {
    const now = this.clock.now()
    await this.database.transaction(async (tx) => {
      await tx.delete(ResidentIdentity, { keepUntil: LessThan(now) })
      await tx.delete(ResidentUnion, { keepUntil: LessThan(now) })
      await tx.delete(UsedCode, { usedAt: LessThan(now - CODE_LIFETIME_MS) })
    })
  }
}
