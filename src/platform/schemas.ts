import { z } from 'zod'

/** Building blocks that every contract shares. */
export const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w-]+$/, '编号格式不对')
  .meta({ description: '不透明的编号' })
export const idParams = z.strictObject({ id })
export const instant = z.iso.datetime({ precision: 3 }).meta({ description: 'RFC 3339，UTC，毫秒' })
export const instantInput = z.iso.datetime('应是 RFC 3339 时间，例如 2026-11-24T01:00:00.000Z')
export const day = z.iso.date('应是 YYYY-MM-DD 日期').meta({ description: 'Asia/Shanghai 的日期' })
export const receipt = z.string()

export const pageQuery = {
  limit: z.coerce
    .number('limit 应是 1 到 100 的整数')
    .int('limit 应是整数')
    .min(1, 'limit 至少为 1')
    .max(100, 'limit 至多为 100')
    .default(20),
  // ASCII, as ids are: MariaDB refuses to compare anything else with them.
  cursor: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'cursor 应是上一页给出的 nextCursor')
    .optional(),
}

export function page<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() })
}

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

export interface PageRequest {
  limit: number
  cursor?: string
}

/** Lists are read with one row more than asked; the last id shown is the cursor of the next page. */
export function toPage<E, T>(
  rows: E[],
  limit: number,
  cursorOf: (row: E) => string,
  present: (row: E) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(present), nextCursor: rows.length > limit && last ? cursorOf(last) : null }
}
