import { flaggedBy } from '../src/modules/counting/counting.looking'
import type { RuleName } from '../src/modules/counting/counting.rules'
import { botKinds, honestKinds, type Kind, type Planted, QUESTIONS } from './fair.plant'

export interface Found {
  flagged: number
  /** Of each kind, how many there are and how many the rules point at. */
  of: Record<Kind, { all: number; flagged: number }>
}

/** What some rules point at, each ballot once. */
export async function foundBy({ read, kinds }: Planted, rules: readonly RuleName[]): Promise<Found> {
  const found = await Promise.all(rules.map((rule) => flaggedBy(rule, read, QUESTIONS)))
  const flagged = new Set(found.flat())
  const of = Object.fromEntries(
    [...honestKinds, ...botKinds].map((kind) => [kind, { all: 0, flagged: 0 }]),
  ) as Found['of']
  for (const [id, kind] of kinds) {
    of[kind].all++
    if (flagged.has(id)) of[kind].flagged++
  }
  return { flagged: flagged.size, of }
}
