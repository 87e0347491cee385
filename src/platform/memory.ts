import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Lets the heap grow by half at a time. V8 waits until a heap of some 40 MiB has become several times as large before
 * it collects the old generation: a long push, whose every request outlives the young one, would hold 200 MiB of
 * garbage. Growth is counted from the first collection, so one is made now (docs/decisions/0017).
 */
export function growReluctantly(): void {
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
}
