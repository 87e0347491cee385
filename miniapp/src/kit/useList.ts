import { reactive } from 'vue'
import { Problem } from '@/api/problem'
import { whenSignedIn } from '@/session/when-signed-in'
import { kept } from '@/shell/kept'

interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/**
 * A list that grows downwards: `more` reads the next page where there is one.
 * @param read asks for the page after `cursor`
 * @param keepAs as in `useRead`: public lists only
 * @param later nothing is read before `reload` is called
 */
export function useList<T>(read: (cursor?: string) => Promise<Page<T>>, keepAs?: string, later = false) {
  const old = keepAs ? kept.seen<T[]>(keepAs) : null
  const list = reactive({
    rows: (old ?? []) as T[],
    nextCursor: null as string | null,
    loading: false,
    problem: null as Problem | null,
    isOld: old !== null,
  })
  let turn = 0

  async function load(cursor?: string): Promise<void> {
    const mine = ++turn
    list.loading = true
    try {
      const { items, nextCursor } = await read(cursor)
      if (mine !== turn) return
      list.rows = (cursor ? [...list.rows, ...items] : items) as never
      Object.assign(list, { nextCursor, problem: null, isOld: false })
      if (keepAs && !cursor) kept.see(keepAs, items)
    } catch (error) {
      if (mine !== turn) return
      if (!(error instanceof Problem)) throw error
      list.problem = error
    } finally {
      if (mine === turn) list.loading = false
    }
  }
  if (!later) void load()
  return Object.assign(list, {
    reload: () => load(),
    more: () => (list.nextCursor && !list.loading ? load(list.nextCursor) : Promise.resolve()),
  })
}

/** A list of what is mine: read once somebody is signed in. */
export function useMyList<T>(read: (cursor?: string) => Promise<Page<T>>) {
  const list = useList(read, undefined, true)
  whenSignedIn(() => void list.reload())
  return list
}
