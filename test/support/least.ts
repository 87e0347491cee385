/**
 * The least time of up to five tries, in ms, ending at the first below `enough`: what else the machine does can only add
 * to it, while work that grows with the square of its input takes too long each time.
 */
export async function leastMs(enough: number, work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 5 && least >= enough; tries++) {
    const from = performance.now()
    await work()
    least = Math.min(least, performance.now() - from)
  }
  return least
}
