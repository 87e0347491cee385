import type { EntityManager, EntityTarget } from 'typeorm'
import { type Page, type PageRequest, toPage } from './schemas'

/** The window in which a poll, quiz or consultation takes what residents bring. */
export interface Window {
  opensAt: number
  closesAt: number
  /** When a second person let it out; before that it is a draft that residents do not see. */
  openedAt: number | null
  /** Set once, under a lock that waits for rows under way: nothing is counted afterwards. */
  frozenAt: number | null
}

export type WindowState = 'draft' | 'planned' | 'open' | 'closed'

/** Phases come from the dates and are never stored. Open from `opensAt` until just before `closesAt`. */
export function stateOf(window: Window, now: number): WindowState {
  if (window.openedAt === null) return 'draft'
  if (window.frozenAt !== null || now >= window.closesAt) return 'closed'
  return now < window.opensAt ? 'planned' : 'open'
}

const running = 'w.openedAt IS NOT NULL AND w.frozenAt IS NULL'
/** The rule `stateOf` as the database reads it. */
const inState: Record<WindowState, string> = {
  draft: 'w.openedAt IS NULL',
  planned: `${running} AND w.opensAt > :now AND w.closesAt > :now`,
  open: `${running} AND w.opensAt <= :now AND w.closesAt > :now`,
  closed: 'w.openedAt IS NOT NULL AND (w.frozenAt IS NOT NULL OR w.closesAt <= :now)',
}

export interface WindowFilter extends PageRequest {
  state?: WindowState
  /** Also what nobody has opened yet: for staff. */
  drafts?: boolean
}

/** Newest first. */
export async function listWindows<E extends Window & { id: string }>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  filter: WindowFilter,
  now: number,
): Promise<Page<E>> {
  const query = manager.createQueryBuilder(entity, 'w').orderBy('w.id', 'DESC')
  if (!filter.drafts) query.andWhere('w.openedAt IS NOT NULL')
  if (filter.cursor) query.andWhere('w.id < :cursor', { cursor: filter.cursor })
  if (filter.state) query.andWhere(inState[filter.state], { now })
  const rows = await query.limit(filter.limit + 1).getMany()
  return toPage(
    rows,
    filter.limit,
    (row) => row.id,
    (row) => row,
  )
}

/** Ids of everything residents may see, a hundred at a time. */
export async function* openedIds<E extends Window & { id: string }>(
  manager: EntityManager,
  entity: EntityTarget<E>,
): AsyncGenerator<string> {
  let cursor: string | undefined
  do {
    const page: Page<E> = await listWindows(manager, entity, { limit: 100, cursor }, 0)
    for (const { id } of page.items) yield id
    cursor = page.nextCursor ?? undefined
  } while (cursor)
}

/** Ids of what was open and whose time is over, for the clock to freeze. */
export async function dueIds<E extends Window & { id: string }>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  now: number,
): Promise<string[]> {
  const rows = await manager
    .createQueryBuilder(entity, 'w')
    .select('w.id', 'id')
    .where(`${running} AND w.closesAt <= :now`, { now })
    .getRawMany<{ id: string }>()
  return rows.map((row) => row.id)
}
