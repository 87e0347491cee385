const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** Number of the Shanghai day: WeChat's daily quotas start anew at its midnight. */
export const dayOf = (at: number): number => Math.floor((at + SHANGHAI_MS) / DAY_MS)

export const minuteOf = (at: number): number => Math.floor(at / 60_000)

/** Number of the natural month in Shanghai. */
export function monthOf(at: number): number {
  const date = new Date(at + SHANGHAI_MS)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
