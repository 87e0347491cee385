import { computed, onScopeDispose, reactive, watch } from 'vue'
import { type LocationQueryRaw, useRoute, useRouter } from 'vue-router'
import { api, type Input, type PathOf, type ReplyOf } from './client'
import { isAborted, Problem } from './problem'

/** Lists of the contract: `{items, nextCursor}`. */
type Listed = { items: readonly unknown[]; nextCursor: string | null }
export type ListPath = {
  [P in PathOf<'get'>]: ReplyOf<'get', P> extends Listed ? P : never
}[PathOf<'get'>]
type Row<P extends ListPath> = ReplyOf<'get', P> extends { items: (infer T)[] } ? T : never

export interface ListOptions<P extends ListPath, F extends Record<string, string>> {
  /** The filters and what they are when the address does not say; names are those of the query. */
  filters: F
  params?: () => Input<'get', P>['params']
  /** Queries that the address does not show. */
  fixed?: () => Record<string, string>
  limit?: number
}

/**
 * A page of a list, as the address says: filters and cursor stand in the query, so that a link, a reload and the
 * browser's back button show the same rows. The way back is kept in the history entry.
 */
export function useList<P extends ListPath, F extends Record<string, string>>(
  path: P,
  { filters: initial, params, fixed, limit = 50 }: ListOptions<P, F>,
) {
  const route = useRoute()
  const router = useRouter()
  const record = route.matched.at(-1)
  const names = Object.keys(initial)
  const text = (name: string) => {
    const value = route.query[name]
    return typeof value === 'string' ? value : undefined
  }
  const trail = (): string[] => (history.state as { trail?: string[] } | null)?.trail ?? []
  let underWay: AbortController | undefined

  const list = reactive({
    rows: [] as Row<P>[],
    /** Nothing has arrived yet: a skeleton, not "empty". */
    first: true,
    loading: false,
    problem: null as Problem | null,
    nextCursor: null as string | null,
    /** The whole reply, where it says more than its rows. */
    reply: null as ReplyOf<'get', P> | null,
    page: 1,
  })

  async function load(): Promise<void> {
    underWay?.abort()
    const mine = new AbortController()
    underWay = mine
    list.loading = true
    const asked = Object.fromEntries(names.map((n) => [n, text(n) ?? initial[n]]))
    const query = { ...asked, ...fixed?.(), limit, cursor: text('cursor') }
    try {
      const input = { query, params: params?.(), signal: mine.signal } as unknown as Input<'get', P>
      const reply = (await api.get(path, input)) as unknown as Listed
      list.rows = reply.items as never
      list.reply = reply as never
      list.nextCursor = reply.nextCursor
      list.problem = null
      list.page = text('cursor') ? trail().length + 1 : 1
    } catch (error) {
      if (isAborted(error)) return
      if (!(error instanceof Problem)) throw error
      list.problem = error
    } finally {
      if (underWay === mine) {
        list.loading = false
        list.first = false
      }
    }
  }

  const filters = reactive({ ...initial }) as Record<string, string>
  const fromAddress = () => {
    for (const name of names) filters[name] = text(name) ?? initial[name] ?? ''
  }
  fromAddress()
  /** The address for these filters, from the first page. */
  const queryOf = (): LocationQueryRaw => {
    const kept = Object.entries(route.query).filter(([n]) => !names.includes(n) && n !== 'cursor')
    const set = names.filter((n) => filters[n] !== initial[n]).map((n) => [n, filters[n] ?? ''])
    return Object.fromEntries([...kept, ...set])
  }
  watch(
    filters,
    () => {
      if (names.some((n) => filters[n] !== (text(n) ?? initial[n]))) void router.push({ query: queryOf() })
    },
    { flush: 'post' },
  )
  watch(
    () => [...names.map(text), text('cursor'), JSON.stringify(params?.() ?? null)].join('\u0000'),
    () => {
      // On the way to another screen the address is already that screen's.
      if (route.matched.at(-1) !== record) return
      fromAddress()
      void load()
    },
  )
  void load()
  onScopeDispose(() => underWay?.abort())

  const hasPrevious = computed(() => list.page > 1 || text('cursor') !== undefined)
  return {
    list,
    filters: filters as F,
    reload: load,
    hasPrevious,
    hasNext: computed(() => list.nextCursor !== null),
    isFiltered: computed(() => names.some((n) => filters[n] !== initial[n])),
    clear: () => Object.assign(filters, initial),
    next: () =>
      list.nextCursor &&
      router.push({
        query: { ...queryOf(), cursor: list.nextCursor },
        state: { trail: [...trail(), text('cursor') ?? ''] },
      }),
    previous() {
      const way = [...trail()]
      const cursor = way.pop()
      return router.push({ query: { ...queryOf(), ...(cursor ? { cursor } : {}) }, state: { trail: way } })
    },
  }
}
