import type { EntityManager, SelectQueryBuilder } from 'typeorm'
import { endOfShanghaiDay, startOfShanghaiDay } from '../../platform/calendar'
import { invalidField } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { LedgerEntry } from './ledger.entities'

export interface LedgerFilter extends PageRequest {
  action?: string
  /** Everything of one duty: `polls.` */
  actionPrefix?: string
  actorId?: string
  subjectType?: string
  subjectId?: string
  /** Shanghai days, both included. */
  from?: string
  to?: string
}

/** Newest first. @throws Problem invalid_request for days in the wrong order or a cursor that is not ours */
export function filtered(reads: EntityManager, filter: LedgerFilter): SelectQueryBuilder<LedgerEntry> {
  const { action, actionPrefix, actorId, subjectType, subjectId, from, to } = filter
  if (from && to && from > to) throw invalidField('to', '结束日期早于开始日期')
  if (filter.cursor && !/^\d{1,15}$/.test(filter.cursor))
    throw invalidField('cursor', 'cursor 应是上一页给出的值')
  const query = reads.createQueryBuilder(LedgerEntry, 'entry').orderBy('entry.seq', 'DESC')
  if (filter.cursor) query.andWhere('entry.seq < :cursor', { cursor: Number(filter.cursor) })
  if (action) query.andWhere('entry.action = :action', { action })
  // The first text that no longer begins so: a range, which an index serves and a wildcard cannot enter.
  if (actionPrefix)
    query.andWhere('entry.action >= :first AND entry.action < :last', {
      first: actionPrefix,
      last: `${actionPrefix}~`,
    })
  if (actorId) query.andWhere('entry.actorId = :actorId', { actorId })
  if (subjectType) query.andWhere('entry.subjectType = :subjectType', { subjectType })
  if (subjectId) query.andWhere('entry.subjectId = :subjectId', { subjectId })
  if (from) query.andWhere('entry.at >= :from', { from: startOfShanghaiDay(from) })
  if (to) query.andWhere('entry.at <= :to', { to: endOfShanghaiDay(to) })
  return query
}

/** Newest first. @throws Problem invalid_request */
export async function listEntries(reads: EntityManager, filter: LedgerFilter): Promise<Page<LedgerEntry>> {
  const rows = await filtered(reads, filter)
    .limit(filter.limit + 1)
    .getMany()
  return toPage(
    rows,
    filter.limit,
    (row) => String(row.seq),
    (row) => row,
  )
}
