import { type EntityManager, IsNull } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, invalidRequest, notFound } from '../../platform/problem'
import { fieldKind } from '../../platform/wechat/fields'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { canKeepAccounts } from './push.policy'
import { templateRetired } from './push.problems'
import type { MessageTemplate } from './push.templates'
import { RegisteredTemplate, type TemplateField, type TemplateHome } from './push.templates.entities'
import { type NewTemplate, templateFaults } from './push.templates.faults'

const TRIES = 5
/** Who signs for the templates the demo brings. */
const NOBODY = 'system'

/** 消息模板登记: what WeChat approved for the accounts, written down by the administrator. */
export class TemplateDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /**
   * The next version of this home and purpose. New campaigns use it from now on, those under way keep theirs.
   * @throws Problem forbidden, invalid_request naming each field
   */
  async register(actor: StaffActor, input: NewTemplate): Promise<RegisteredTemplate> {
    if (!canKeepAccounts(actor)) throw forbidden()
    const faults = templateFaults(input)
    if (faults.length > 0) throw invalidRequest({ errors: faults })
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction((tx) => this.take(tx, actor, input))
      } catch (error) {
        // Two at once: the second takes the number after the first.
        if (!isDuplicate(error) || attempt >= TRIES) throw error
      }
    }
  }

  private async take(tx: EntityManager, actor: StaffActor, input: NewTemplate): Promise<RegisteredTemplate> {
    const { home, purpose, kind, templateId, page } = input
    const known = await tx.findOneBy(RegisteredTemplate, { templateId })
    // A grant hangs on the id alone: it may never come to mean something else.
    if (known && (known.home !== home || known.purpose !== purpose || known.kind !== kind))
      throw invalidField('templateId', '这个模板编号已经登记为另一种用途')
    const last = await tx.findOne(RegisteredTemplate, {
      where: { home, purpose },
      order: { version: 'DESC' },
    })
    const now = this.clock.now()
    const row: RegisteredTemplate = {
      id: newId(now),
      home,
      purpose,
      version: (last?.version ?? 0) + 1,
      kind,
      templateId,
      page,
      fields: input.fields.map(toField),
      createdBy: actor.id,
      createdAt: now,
      retiredBy: null,
      retiredAt: null,
    }
    await tx.insert(RegisteredTemplate, row)
    const { version, fields } = row
    await this.ledger.append(
      tx,
      actor,
      'push.register_template',
      { type: 'message_template', id: row.id },
      { before: null, after: { home, purpose, version, kind, templateId, page, fields } },
    )
    return row
  }

  /**
   * Nobody is asked for it and no campaign takes it any more; where an older version still stands, that one is used
   * again. @throws Problem forbidden, not_found, template_retired
   */
  async retire(actor: StaffActor, id: string): Promise<RegisteredTemplate> {
    if (!canKeepAccounts(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const row = await findForUpdate(tx, RegisteredTemplate, { id })
      if (!row) throw notFound()
      if (row.retiredAt !== null) throw templateRetired()
      const change = { retiredBy: actor.id, retiredAt: this.clock.now() }
      await tx.update(RegisteredTemplate, { id }, change)
      const { templateId, version } = row
      await this.ledger.append(
        tx,
        actor,
        'push.retire_template',
        { type: 'message_template', id },
        { before: { templateId, version, retired: false }, after: { retired: true } },
      )
      return { ...row, ...change }
    })
  }

  /** By home and purpose, the newest version first. */
  async list(filter: { home?: TemplateHome; retired?: boolean } = {}): Promise<RegisteredTemplate[]> {
    const rows = await this.database.reads.find(RegisteredTemplate, {
      where: {
        ...(filter.home ? { home: filter.home } : {}),
        ...(filter.retired ? {} : { retiredAt: IsNull() }),
      },
      order: { home: 'ASC', purpose: 'ASC', version: 'DESC' },
    })
    return rows
  }

  /** Puts in those of a demo that are not there yet; a real account brings none. */
  async bring(templates: readonly MessageTemplate[]): Promise<void> {
    const there = await this.database.reads.find(RegisteredTemplate)
    const now = this.clock.now()
    const missing = templates.filter(
      (t) => !there.some((r) => r.home === t.home && r.purpose === t.purpose && r.version >= t.version),
    )
    if (missing.length === 0) return
    const rows = missing.map(({ fields, ...t }) => ({
      ...t,
      fields: [...fields],
      id: newId(now),
      createdBy: NOBODY,
      createdAt: now,
      retiredBy: null,
      retiredAt: null,
    }))
    try {
      await this.database.transaction((tx) => tx.insert(RegisteredTemplate, rows))
    } catch (error) {
      // Another instance started at the same moment and was first.
      if (!isDuplicate(error)) throw error
    }
  }
}

function toField({ key, from, text }: NewTemplate['fields'][number]): TemplateField {
  const kind = fieldKind(key)
  if (!kind) throw new Error(`No kind of field: ${key}`)
  if (text !== undefined) return { key, kind, text }
  if (from === undefined) throw new Error(`Nothing fills ${key}`)
  return { key, kind, from }
}
