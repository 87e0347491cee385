import type { EntityManager } from 'typeorm'

/**
 * Gives the rows of one owner to another. A row that would meet one of the other's under a unique key stays where it
 * is. Names come from the code, never from outside; `through` leads to rows whose index does not begin with the owner.
 */
export async function reassign(
  tx: EntityManager,
  { table, column, through }: { table: string; column: string; through?: string },
  from: string,
  to: string,
): Promise<void> {
  const verb = tx.dataSource.options.type === 'mysql' ? 'UPDATE IGNORE' : 'UPDATE OR IGNORE'
  await tx.query(
    `${verb} ${table} SET ${column} = ? WHERE ${through ? `${through} AND ` : ''}${column} = ?`,
    [to, from],
  )
}
