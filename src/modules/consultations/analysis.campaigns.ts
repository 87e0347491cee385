import type { Campaign } from './analysis.entities'

/** So many people do not hit on one wording by themselves. */
export const CAMPAIGN_PERSONS = 10
/** Shorter texts (支持, 赞成第八条) are the same because there is little to say. */
const FORM_LENGTH = 20
/** A burst: most of a group, and not a few, within some hours. */
const BURST_COMMENTS = 20
const BURST_SHARE = 0.6
export const BURST_HOURS = 3

/**
 * Whether a group looks like a campaign: one long wording from many persons, or most of it at once. It says how comments
 * came, and nothing about what they are worth.
 * @param hours comments by epoch hour
 */
export function campaignOf(
  length: number,
  persons: number,
  hours: Readonly<Record<string, number>>,
): Campaign | null {
  if (persons < CAMPAIGN_PERSONS) return null
  const isForm = length >= FORM_LENGTH
  const burst = burstOf(hours)
  return isForm || burst ? { persons, isForm, burst } : null
}

function burstOf(hours: Readonly<Record<string, number>>): Campaign['burst'] {
  const all = Object.entries(hours)
    .map(([hour, n]) => ({ hour: Number(hour), n }))
    .sort((a, b) => a.hour - b.hour)
  const total = all.reduce((sum, { n }) => sum + n, 0)
  let best = { from: 0, comments: 0 }
  for (const { hour } of all) {
    const comments = all
      .filter((o) => o.hour >= hour && o.hour < hour + BURST_HOURS)
      .reduce((sum, { n }) => sum + n, 0)
    if (comments > best.comments) best = { from: hour, comments }
  }
  // Where everything there is came within those hours, the consultation may only just have begun.
  const spans = (all.at(-1)?.hour ?? 0) - (all[0]?.hour ?? 0) >= BURST_HOURS
  if (best.comments < BURST_COMMENTS || best.comments < BURST_SHARE * total) return null
  if (!spans && best.comments < 2 * BURST_COMMENTS) return null
  return { from: best.from, to: best.from + BURST_HOURS, comments: best.comments }
}
