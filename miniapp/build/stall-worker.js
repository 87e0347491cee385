// Keeps the page of a market stall's tablet, its scripts and styles, so that it opens again without a network: a tablet
// may restart in the middle of a market. Served beside the page, for which alone it works; ballots never pass here.
const KEPT = 'guangting-stall'
/** A network that does not answer by then is none. */
const PATIENCE_MS = 4000

addEventListener('install', () => self.skipWaiting())
addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

/** What the page had loaded before this worker was there. */
addEventListener('message', (event) => event.waitUntil(keepAll(event.data)))

addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(fresh(request, pathname))
  else if (/^\/(assets|static)\//.test(pathname)) event.respondWith(kept(request))
})

async function keepAll(addresses) {
  const cache = await caches.open(KEPT)
  for (const address of addresses)
    if (!(await cache.match(address, { ignoreVary: true }))) await cache.add(address)
}

async function keep(address, response) {
  const cache = await caches.open(KEPT)
  await cache.put(address, response)
}

/** The page as it is now; as it was where nobody answers. */
async function fresh(request, pathname) {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) })
    if (response.ok) await keep(pathname, response.clone())
    else if (response.status >= 500) return (await caches.match(pathname, { ignoreVary: true })) ?? response
    return response
  } catch (error) {
    const old = await caches.match(pathname, { ignoreVary: true })
    if (old) return old
    throw error
  }
}

/** Names of scripts and styles tell their content: what is kept is right. */
async function kept(request) {
  const old = await caches.match(request, { ignoreVary: true })
  if (old) return old
  const response = await fetch(request)
  if (response.ok) await keep(request, response.clone())
  return response
}
