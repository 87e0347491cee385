import { setFlagsFromString } from 'node:v8'

/**
 * Lets the heap grow in small steps. V8 waits until a heap of some 40 MiB has become several times as large before it
 * collects the old generation: a long push, whose every request outlives the young one, would hold 200–250 MiB of
 * garbage. Slower by the collections it makes in time (docs/decisions/0017).
 */
export function growReluctantly(): void {
  setFlagsFromString('--optimize-for-size')
}
