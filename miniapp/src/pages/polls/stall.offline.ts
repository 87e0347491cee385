/** Pages of the web: what this page needs stays on the tablet, and the browser is asked not to throw it away. */
export async function stayOnTablet(): Promise<void> {
  try {
    void navigator.storage?.persist?.()
    await navigator.serviceWorker.register('/pages/polls/stall-worker.js', { scope: '/pages/polls/stall' })
    const { active } = await navigator.serviceWorker.ready
    const loaded = performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && /^\/(assets|static)\//.test(pathname))
    active?.postMessage([location.pathname, ...new Set(loaded.map(({ pathname }) => pathname))])
  } catch {
    // Old browsers, or no HTTPS: ballots are kept all the same, only the page itself needs the network to open.
  }
}
