import { type EntityManager, In } from 'typeorm'
import { invalidField } from '../../platform/problem'
import { Comment } from './consultations.entities'

/** Whoever groups comments says which belong to a group, as of the caller's transaction. */
export interface GroupMembers {
  /**
   * Ids of all comments in these groups, each once, answered or not.
   * @throws Problem invalid_request on `groupIds` naming those that this consultation does not have
   */
  membersOf(tx: EntityManager, consultationId: string, groupIds: readonly string[]): Promise<string[]>
}

/** Comments of equal text; the id of a group is the key that its texts share. */
export class EqualTexts implements GroupMembers {
  async membersOf(tx: EntityManager, consultationId: string, groupIds: readonly string[]): Promise<string[]> {
    const rows = await tx.find(Comment, {
      select: { id: true, sameKey: true },
      where: { consultationId, sameKey: In([...groupIds]) },
      order: { id: 'ASC' },
    })
    const known = new Set(rows.map((row) => row.sameKey))
    const missing = groupIds.filter((id) => !known.has(id))
    if (missing.length > 0)
      throw invalidField('groupIds', `本次征集里没有这些意见组：${missing.slice(0, 20).join('、')}`)
    return rows.map((row) => row.id)
  }
}
