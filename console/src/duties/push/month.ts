import { day } from '@/kit/format'

/** A natural month as a calendar shows it: weeks from Monday, days of other months as gaps. */
export type MonthGrid = (string | null)[][]

const two = (n: number) => String(n).padStart(2, '0')

export const isMonth = (text: unknown): text is string =>
  typeof text === 'string' && /^20\d\d-(0[1-9]|1[0-2])$/.test(text)
export const thisMonth = (now = Date.now()): string => day(now).slice(0, 7)

export function monthAfter(month: string, step: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + step
  return `${Math.floor(at / 12)}-${two((at % 12) + 1)}`
}

export function gridOf(month: string): MonthGrid {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7
  const cells: (string | null)[] = [
    ...Array.from({ length: before }, () => null),
    ...Array.from({ length }, (_, i) => `${month}-${two(i + 1)}`),
  ]
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, w) => cells.slice(w * 7, w * 7 + 7))
}

export const monthWords = (month: string): string => `${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月`
