/** After what one came for, and before one goes on. */
const AFTER_MS = 3_000

/**
 * Pages of the web: fetches the other pages while nobody waits, some KB each, so that they open when the network is
 * gone. Not where somebody saves data, and not on a tablet that stays on one page.
 */
export function fetchAhead(): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  if (connection?.saveData || location.pathname === '/pages/polls/stall') return
  setTimeout(async () => {
    for (const { loader } of __uniRoutes)
      if (
        !(await loader?.().then(
          () => true,
          () => false,
        ))
      )
        return
  }, AFTER_MS)
}
