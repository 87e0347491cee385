import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Message } from './push.entities'
import type { GrantAnswer, SubscriptionGrant } from './push.grants.entities'
import { isUsable } from './push.grants.rules'

interface GrantRow {
  resident_id: string
  kind: SubscriptionGrant['kind']
  state: GrantAnswer
  claimed: string | number
  confirmed: string | number
  spent: string | number
}

type Paid = Pick<Message, 'templateId' | 'kind'>

/** Pays for messages out of what residents allowed, in the transaction that sends them on their way. */
export class GrantPurse {
  constructor(private readonly clock: Clock) {}

  /** Who of these allows such a message now. */
  async holders(tx: EntityManager, message: Paid, residentIds: readonly string[]): Promise<Set<string>> {
    return this.usable(tx, message, residentIds, '')
  }

  /** Takes one message off each one-time grant. @returns who could pay; a grant is never spent below nothing */
  async spend(tx: EntityManager, message: Paid, residentIds: readonly string[]): Promise<Set<string>> {
    const lock = tx.dataSource.options.type === 'mysql' && message.kind === 'one_time' ? 'FOR UPDATE' : ''
    const usable = await this.usable(tx, message, residentIds, lock)
    if (message.kind === 'one_time') await this.move(tx, message, [...usable], 1)
    return usable
  }

  /** For a message that surely did not go out. */
  async giveBack(tx: EntityManager, message: Paid, residentIds: readonly string[]): Promise<void> {
    if (message.kind === 'one_time') await this.move(tx, message, residentIds, -1)
  }

  /** 43101: the person does not allow it, whatever is written here. */
  async clear(tx: EntityManager, { templateId }: Paid, residentIds: readonly string[]): Promise<void> {
    if (residentIds.length === 0) return
    await tx.query(
      `UPDATE subscription_grants SET state = 'reject', claimed = 0, confirmed = 0, spent = 0, decided_at = ?
       WHERE template_id = ? AND resident_id IN (${marks(residentIds)})`,
      [this.clock.now(), templateId, ...residentIds],
    )
  }

  private async usable(
    tx: EntityManager,
    { templateId, kind }: Paid,
    residentIds: readonly string[],
    lock: string,
  ): Promise<Set<string>> {
    if (kind === 'unsolicited') return new Set(residentIds)
    if (residentIds.length === 0) return new Set()
    const rows: GrantRow[] = await tx.query(
      `SELECT resident_id, kind, state, claimed, confirmed, spent FROM subscription_grants
       WHERE template_id = ? AND resident_id IN (${marks(residentIds)}) ORDER BY resident_id ${lock}`,
      [templateId, ...residentIds],
    )
    const usable = rows.filter(({ kind, state, claimed, confirmed, spent }) =>
      isUsable({
        kind,
        state,
        claimed: Number(claimed),
        confirmed: Number(confirmed),
        spent: Number(spent),
      }),
    )
    return new Set(usable.map((row) => row.resident_id))
  }

  private async move(
    tx: EntityManager,
    { templateId }: Paid,
    residentIds: readonly string[],
    by: 1 | -1,
  ): Promise<void> {
    if (residentIds.length === 0) return
    // A grant cleared meanwhile has nothing that could be given back.
    const guard = by === -1 ? 'AND spent > 0' : ''
    await tx.query(
      `UPDATE subscription_grants SET spent = spent + ?
       WHERE template_id = ? AND resident_id IN (${marks(residentIds)}) ${guard}`,
      [by, templateId, ...residentIds],
    )
  }
}

const marks = (values: readonly string[]) => values.map(() => '?').join(', ')
