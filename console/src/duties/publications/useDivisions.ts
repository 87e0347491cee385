import { computed, shallowRef } from 'vue'
import { api } from '@/kit/client'

type Division = { id: string; name: string; closed: boolean; parentId: string | null }

/** The bureau's divisions, asked for once and only where somebody needs a name of one. */
export function useDivisions() {
  const list = shallowRef<readonly Division[]>([])
  let asked: Promise<void> | undefined
  const load = (): Promise<void> => {
    asked ??= api.get('/api/staff/divisions').then(
      ({ items }) => {
        list.value = items
      },
      () => {
        asked = undefined
      },
    )
    return asked
  }
  return { load, list, names: computed(() => new Map(list.value.map((d) => [d.id, d.name]))) }
}
