import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import type { Actor, Ledger } from '../ledger'
import { Setting } from './bureau.entities'

/** Shanghai hours as on the wall, `22:00`: the first minute quiet, the last one not. Past midnight where it begins later. */
export interface QuietHours {
  from: string
  to: string
}

/** Where the bureau itself is asked; empty where it has named nobody beside the public hotlines. */
export interface BureauContact {
  phone: string
  hours: string
}

/** What a bureau may change while everything runs. */
export interface BureauSettings {
  /** Under which an authenticator app lists the account. */
  bureauName: string
  /** Days within which each column wants something new: 更新频率. */
  columnDays: Record<'consumer_alert' | 'sampling_result' | 'notice' | 'policy_interpretation', number>
  /** 免打扰: when what can wait does not leave the house. */
  quietHours: QuietHours
  /** Told to residents whom no answer could be found for. */
  contact: BureauContact
}

/** 动态、要闻类两周，通知公告、政策文件类六个月: the marks of a website that is not kept up. */
export const presets: BureauSettings = {
  bureauName: '广听',
  columnDays: { consumer_alert: 14, sampling_result: 14, notice: 180, policy_interpretation: 180 },
  quietHours: { from: '22:00', to: '08:00' },
  contact: { phone: '', hours: '' },
}

/** Another instance's change is seen within this time. */
const SEEN_WITHIN_MS = 2_000

/** 设置: a handful of values, each with a preset, checked by the contract before they come here. */
export class Settings {
  private known: { values: BureauSettings; until: number } | null = null

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** As they stand, at most two seconds old. */
  async current(): Promise<BureauSettings> {
    const now = this.clock.now()
    if (!this.known || this.known.until <= now || this.known.until > now + SEEN_WITHIN_MS)
      this.known = { values: await valuesOf(this.database.reads), until: now + SEEN_WITHIN_MS }
    return this.known.values
  }

  /** Those that are given; the others stay. */
  async change(actor: Actor, next: Partial<BureauSettings>): Promise<BureauSettings> {
    await this.database.transaction(async (tx) => {
      const all = await valuesOf(tx)
      const names = Object.keys(next) as (keyof BureauSettings)[]
      const before = Object.fromEntries(names.map((name) => [name, all[name]]))
      const changedAt = this.clock.now()
      for (const [name, value] of Object.entries(next))
        await tx.save(Setting, { name, value, changedBy: actor.id, changedAt })
      const subject = { type: 'settings', id: 'bureau' }
      await this.ledger.append(tx, actor, 'settings.change', subject, { before, after: next })
    })
    this.known = null
    return this.current()
  }
}

async function valuesOf(manager: EntityManager): Promise<BureauSettings> {
  const rows = await manager.find(Setting)
  const stored = Object.fromEntries(rows.map((row) => [row.name, row.value]))
  return { ...presets, ...stored }
}
