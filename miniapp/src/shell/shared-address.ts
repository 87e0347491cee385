/** Addresses that feeds, answers and shared links carry, and the page that shows what is there. */
const shared = /^\/(publications|consultations|faqs|polls|quizzes)\/(\w{26})$/

/** The first page is shown at its own address: before the router looks, so that nothing is loaded twice. */
export function openSharedAddress(): void {
  const { pathname, search, hash } = location
  const [, duty, id] = shared.exec(pathname) ?? []
  if (!duty) {
    const known = __uniRoutes.some(({ path, alias }) => path === pathname || alias === pathname)
    if (!known) history.replaceState(null, '', '/pages/home/lost')
    return
  }
  const clause = /^#clause-(\w+)$/.exec(hash)?.[1]
  const query = new URLSearchParams(search)
  query.set('id', id as string)
  if (clause) query.set('clause', clause)
  history.replaceState(null, '', `/pages/${duty}/read?${query}`)
}

declare const __uniRoutes: { path: string; alias?: string }[]
