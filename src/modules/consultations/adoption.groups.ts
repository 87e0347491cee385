import type { EntityManager } from 'typeorm'

/** Whoever groups comments says which belong to a group, as of the caller's transaction. */
export interface GroupMembers {
  /**
   * Ids of all comments in these groups, each once, answered or not.
   * @throws Problem invalid_request on `groupIds` naming those that this consultation does not have
   */
  membersOf(tx: EntityManager, consultationId: string, groupIds: readonly string[]): Promise<string[]>
}
