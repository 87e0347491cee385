import { Recent } from './analysis.memory'
import { type Comparison, compare, isSame, type Shape } from './analysis.sameness'

/** A text is compared with this many groups at the most, those first with which it shares most keys. */
const MOST_CANDIDATES = 24

/** A sentence that so many groups have in common makes no candidates any more; the whole text still does. */
const CROWDED = 32

/** Which groups have been put under which keys; only the text that a group was begun with stands here. */
export class Buckets {
  private readonly groups: Recent<string[]>

  constructor(most = Number.POSITIVE_INFINITY) {
    this.groups = new Recent(most)
  }

  /** Those of the keys that nobody has asked for yet, or not lately; from now on they are known. */
  strange(keys: Iterable<string>): string[] {
    const found: string[] = []
    for (const key of keys) {
      if (this.groups.get(key)) continue
      this.groups.put(key, [])
      found.push(key)
    }
    return found
  }

  /** @returns false where so many groups share the key that it leads nowhere */
  put(key: string, groupId: string): boolean {
    const known = this.groups.get(key)
    if (known?.includes(groupId)) return true
    if (known && known.length >= CROWDED) return false
    if (!known) this.groups.put(key, [groupId])
    else known.push(groupId)
    return true
  }

  under(key: string): readonly string[] {
    return this.groups.get(key) ?? []
  }

  forget(keys: Iterable<string>): void {
    for (const key of keys) this.groups.delete(key)
  }

  /** Groups that share a key, those with most in common first, older ones (by id) before younger. */
  candidates(keys: readonly string[]): string[] {
    const shared = new Map<string, number>()
    for (const key of keys)
      for (const id of this.groups.get(key) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1)
    return [...shared]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, MOST_CANDIDATES)
      .map(([id]) => id)
  }
}

export interface Placed extends Comparison {
  groupId: string
}

/**
 * The group whose first text says the same; null where there is none and the text begins a group of its own. Looks at
 * nothing but those first texts: what joined later moves no group and no border.
 */
export function placeOf(
  shape: Shape,
  candidates: readonly string[],
  firstOf: (groupId: string) => Shape | undefined,
): Placed | null {
  const firsts = candidates.flatMap((groupId) => {
    const first = firstOf(groupId)
    return first ? [{ groupId, first }] : []
  })
  const same = firsts.find(({ first }) => isSame(first, shape))
  if (same) return { groupId: same.groupId, sameness: 'same', own: [] }
  for (const { groupId, first } of firsts) {
    const found = compare(first, shape)
    if (found) return { groupId, ...found }
  }
  return null
}
