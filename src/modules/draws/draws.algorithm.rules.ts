import { sha256 } from '../../platform/crypto'
import type { DrawResult } from './draws.entities'

/** Stands in every record; whatever changes what comes out takes the next number. */
export const ALGORITHM = 'guangting-draw/1'

/** SHA-256 over the tokens in ascending order, each followed by a line feed: what `sort | sha256sum` prints. */
export function commitmentOf(tokens: readonly string[]): string {
  return sha256(
    [...tokens]
      .sort()
      .map((token) => `${token}\n`)
      .join(''),
  )
}

export interface SeedParts {
  quizId: string
  /** Over the entrants. */
  commitment: string
  /** The office's first, then the witnesses' in their order. */
  shares: readonly string[]
  /** What the public source said, if the rule names one. */
  value: string | null
}

/** Every part was fixed, or out of everybody's hands, when the entrants were: there is one seed and no second. */
export function seedOf({ quizId, commitment, shares, value }: SeedParts): string {
  const lines = [ALGORITHM, quizId, commitment, ...shares]
  return sha256((value === null ? lines : [...lines, value]).join('\n'))
}

/**
 * The drawn order: by SHA-256 over seed and token, equal hashes by token. Each order is as likely as any other, and
 * nothing is divided, so nothing is left over that would favour anybody.
 */
export function drawnOrder(seed: string, tokens: readonly string[]): string[] {
  return tokens
    .map((token): [string, string] => [sha256(`${seed}\n${token}`), token])
    .sort(byHashThenToken)
    .map(([, token]) => token)
}

export function byHashThenToken(a: readonly [string, string], b: readonly [string, string]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0
}

/** Prizes go in their order to the first in the drawn order, one each; who comes next may follow on. */
export function allot(
  order: readonly string[],
  prizes: readonly { id: string; count: number }[],
  substitutes: number,
): DrawResult {
  let at = 0
  const winners = prizes.flatMap(({ id, count }) => {
    const lucky = order.slice(at, at + count)
    at += lucky.length
    return lucky.map((token) => ({ token, prizeId: id }))
  })
  return { winners, substitutes: order.slice(at, at + substitutes) }
}
