import { onScopeDispose, type Ref } from 'vue'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    !!target.closest('[role=dialog]'))

/**
 * `j` and `k` go from row to row of a list, further keys do something to the row one is at. Nothing while somebody
 * types; a row counts as being at while the focus is anywhere within it.
 */
export function useRowKeys(
  list: Ref<HTMLElement | undefined>,
  keys: Record<string, (row: number) => void>,
): void {
  const onKey = (event: KeyboardEvent) => {
    const isBox = event.target instanceof HTMLInputElement && event.target.type === 'checkbox'
    if (event.ctrlKey || event.metaKey || event.altKey || (isTyping(event.target) && !isBox)) return
    const rows = [...(list.value?.children ?? [])].filter(
      (row): row is HTMLElement => row instanceof HTMLElement,
    )
    const at = rows.findIndex((row) => row.contains(document.activeElement))
    if (event.key === 'j' || event.key === 'k') {
      const next = event.key === 'j' ? rows[at + 1] : rows[at === -1 ? rows.length - 1 : at - 1]
      if (!next) return
      event.preventDefault()
      next.focus()
      next.scrollIntoView({ block: 'nearest' })
    } else if (at !== -1 && keys[event.key]) {
      event.preventDefault()
      keys[event.key]?.(at)
    }
  }
  addEventListener('keydown', onKey)
  onScopeDispose(() => removeEventListener('keydown', onKey))
}
