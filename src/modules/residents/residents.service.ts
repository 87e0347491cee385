import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { sha256 } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { Gather } from '../../platform/db/gather'
import { notFound } from '../../platform/problem'
import type { Sessions } from '../../platform/sessions'
import { codeRefused, type IdentitySource } from '../../platform/wechat/identity'
import { Resident, UsedCode } from './residents.entities'
import type { Identities, Told } from './residents.identities'

/** The person at the counter. */
export interface ResidentActor {
  kind: 'resident'
  id: string
  /** The district he has chosen, where the session already tells; otherwise it is looked up. */
  divisionId?: string | null
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

/** An identity and its union may each be met by another's first sign-in. */
const ATTEMPTS = 4

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
    private readonly source: IdentitySource,
    private readonly identities: Identities,
  ) {}

  /** @throws Problem code_refused, unavailable */
  async signIn(code: string, source = this.source): Promise<SignedIn> {
    const identity = await source.exchange(code)
    return this.admit(identity, async (tx, resident) => {
      if (identity.singleUse) await this.useUp(tx, code)
      const { token, expiresAt } = await this.sessions.open(tx, 'resident', resident.id, resident.divisionId)
      return { token, expiresAt, resident }
    })
  }

  /**
   * The person behind an openid that WeChat itself has told, for example with a message to the 服务号; registered at
   * first sight, and joined with the resident whom the same unionid names.
   */
  async residentOf(appId: string, openid: string, unionid?: string): Promise<ResidentActor> {
    const told: Told = { appId, openid, unionid }
    const id = (await this.identities.find(told)) ?? (await this.admit(told, async (_tx, { id }) => id))
    return { kind: 'resident', id }
  }

  /** Every openid under which WeChat knows this person. */
  openidsOf(residentId: string): Promise<{ appId: string; openid: string }[]> {
    return this.identities.openidsOf(residentId)
  }

  /** The resident who goes by this id now: himself, or the one he was joined with. */
  currentId(residentId: string): Promise<string> {
    return this.identities.currentId(residentId)
  }

  private async admit<T>(
    told: Told,
    work: (tx: EntityManager, resident: Resident) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { result, joined } = await this.database.transaction(async (tx) => {
          const { resident, joined } = await this.identities.recognise(tx, told)
          return { result: await work(tx, resident), joined }
        })
        // The younger's sessions are the elder's now.
        if (joined) this.sessions.forget()
        return result
      } catch (error) {
        // Two first sign-ins of one person at once: the second finds the first one's rows.
        if (!isDuplicate(error) || attempt >= ATTEMPTS) throw error
      }
    }
  }

  private async useUp(tx: EntityManager, code: string): Promise<void> {
    const hash = sha256(code)
    if (await tx.existsBy(UsedCode, { hash })) throw codeRefused()
    await tx.insert(UsedCode, { hash, usedAt: this.clock.now() })
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
    const resident = await this.database.transaction(async (tx) => {
      const { consentVersion, ...plain } = wanted
      const change: Partial<Resident> = Object.fromEntries(
        Object.entries(plain).filter(([, v]) => v !== undefined),
      )
      if (consentVersion !== undefined) Object.assign(change, { consentVersion, consentAt: this.clock.now() })
      if (Object.keys(change).length > 0) await tx.update(Resident, { id: actor.id }, change)
      if (wanted.divisionId !== undefined)
        await this.sessions.setContext(tx, 'resident', actor.id, wanted.divisionId)
      return tx.findOneByOrFail(Resident, { id: actor.id })
    })
    this.sessions.forget()
    return resident
  }
}
