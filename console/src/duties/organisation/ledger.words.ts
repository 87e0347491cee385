import type { ReplyOf } from '@/kit/client'

export type Entry = ReplyOf<'get', '/api/staff/ledger'>['items'][number]
export type Verification = ReplyOf<'get', '/api/staff/ledger/verification'>
export type Names = ReplyOf<'get', '/api/staff/ledger/names'>

/** Acts of one duty, or all of them. */
export const actionsOf = (names: Names | null, duty: string) =>
  (names?.actions ?? []).filter(({ code }) => code.startsWith(duty))

/** What was written down before and after, as it stands in the book. */
export const written = (value: unknown): string =>
  value === null || value === undefined ? '（无）' : JSON.stringify(value, null, 2)
