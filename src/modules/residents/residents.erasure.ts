import { type EntityManager, LessThan } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Seal } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { Session, type Sessions } from '../../platform/sessions'
import { Resident, ResidentIdentity, UsedCode } from './residents.entities'
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

  async exportAll(actor: ResidentActor): Promise<Record<string, unknown>> {
    const resident = await this.database.reads.findOneByOrFail(Resident, { id: actor.id })
    const identities = await this.database.reads.findBy(ResidentIdentity, { residentId: actor.id })
    const sessions = await this.database.reads.findBy(Session, { kind: 'resident', holderId: actor.id })
    const parts = await Promise.all(
      this.holders.map(async (h) => [h.name, await h.export(actor.id)] as const),
    )
    return {
      resident,
      identities: identities.map((i) => ({
        appId: i.appId,
        openid: i.sealedOpenid && this.seal.open(i.sealedOpenid, `resident_identities.${i.identityHash}`),
      })),
      sessions: sessions.map((s) => ({ createdAt: s.createdAt, seenAt: s.seenAt })),
      ...Object.fromEntries(parts),
    }
  }

  async erase(actor: ResidentActor): Promise<void> {
    await this.database.transaction(async (tx) => {
      let keepUntil: number | null = null
      for (const holder of this.holders) {
        const until = await holder.erase(tx, actor.id)
        if (until !== null) keepUntil = Math.max(keepUntil ?? 0, until)
      }
      await this.sessions.revokeAll(tx, 'resident', actor.id)
      if (keepUntil !== null && keepUntil > this.clock.now())
        await tx.update(ResidentIdentity, { residentId: actor.id }, { sealedOpenid: null, keepUntil })
      else await tx.delete(ResidentIdentity, { residentId: actor.id })
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
      await tx.delete(UsedCode, { usedAt: LessThan(now - CODE_LIFETIME_MS) })
    })
  }
}
