import type { EntityManager } from 'typeorm'
import { ReviewNumber } from './reviews.entities'

/** The next number of the year; the counter's row stays locked until the sheet is committed, so none comes twice. */
export async function nextNumber(tx: EntityManager, year: string): Promise<number> {
  const onDuplicate =
    tx.dataSource.options.type === 'mysql'
      ? 'ON DUPLICATE KEY UPDATE issued = issued + 1'
      : 'ON CONFLICT (year) DO UPDATE SET issued = issued + 1'
  await tx.query(`INSERT INTO review_numbers (\`year\`, issued) VALUES (?, 1) ${onDuplicate}`, [year])
  const row = await tx.findOneByOrFail(ReviewNumber, { year })
  return row.issued
}

/** 澜市监审〔2026〕12号 */
export const sheetNumberOf = (prefix: string, year: string, ordinal: number) =>
  `${prefix}〔${year}〕${ordinal}号`
