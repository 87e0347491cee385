import type { EntityManager } from 'typeorm'

/**
 * Gives the rows of one owner to another. A row that would meet one of the other's under a unique key stays where it
 * is. Table and column come from the code, never from outside.
 */
export async function reassign(
  tx: EntityManager,
  { table, column }: { table: string; column: string },
  from: string,
  to: string,
): Promise<void> {
  const verb = tx.dataSource.options.type === 'mysql' ? 'UPDATE IGNORE' : 'UPDATE OR IGNORE'
  await tx.query(`${verb} ${table} SET ${column} = ? WHERE ${column} = ?`, [to, from])
}
