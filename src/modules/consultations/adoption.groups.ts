import { type EntityManager, In } from 'typeorm'
import { invalidField } from '../../platform/problem'
import { Comment } from './consultations.entities'

/** Whoever groups comments says which belong to a group, as of the caller's transaction. */
export interface CommentGroups {
  /** By group; one that is not known of this consultation is left out. */
  membersOf(
    tx: EntityManager,
    consultationId: string,
    groupIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>>
}

/** Comments of equal text; the id of a group is the key that its texts share. */
export class EqualTexts implements CommentGroups {
  async membersOf(tx: EntityManager, consultationId: string, groupIds: readonly string[]) {
    const rows = await tx.find(Comment, {
      select: { id: true, sameKey: true },
      where: { consultationId, sameKey: In([...groupIds]) },
      order: { id: 'ASC' },
    })
    const groups = new Map<string, string[]>()
    for (const { id, sameKey } of rows) {
      const known = groups.get(sameKey ?? '')
      if (known) known.push(id)
      else groups.set(sameKey ?? '', [id])
    }
    return groups
  }
}

/** @throws Problem invalid_request naming groups that are not there */
export async function idsOfGroups(
  tx: EntityManager,
  groups: CommentGroups,
  consultationId: string,
  groupIds: readonly string[],
): Promise<string[]> {
  const members = await groups.membersOf(tx, consultationId, groupIds)
  const missing = groupIds.filter((id) => !members.has(id))
  if (missing.length > 0)
    throw invalidField('groupIds', `本次征集里没有这些意见组：${missing.slice(0, 20).join('、')}`)
  return [...new Set([...members.values()].flat())]
}
