type Query = Record<string, string | undefined> | undefined

/** Which thing a page is about: by a link of ours (`id`), or by a code on a poster (`scene` is `p=<id>`). */
export function idOf(query: Query): string {
  const scene = query?.scene === undefined ? '' : decodeURIComponent(query.scene)
  return query?.id ?? /=(\w+)$/.exec(scene)?.[1] ?? ''
}

/** A path of the web (`/consultations/1#clause-2`) as a page of ours, the same in the mini-program. */
export function pageOf(path: string): string {
  const [, duty, id, clause] = /^\/(\w+)\/(\w+)(?:#clause-(\w+))?$/.exec(path) ?? []
  if (!duty) return '/pages/home/home'
  return `/pages/${duty}/read?id=${id}${clause ? `&clause=${clause}` : ''}`
}
