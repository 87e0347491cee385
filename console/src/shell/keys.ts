import { onScopeDispose, ref } from 'vue'
import { router } from './router'

export const isShowingShortcuts = ref(false)

export interface Shortcut {
  keys: string
  what: string
}
export const shortcuts: readonly Shortcut[] = [
  { keys: '/', what: '跳到本页的搜索或筛选框' },
  { keys: 'g h', what: '回到首页' },
  { keys: 'j k', what: '意见列表：下一条、上一条' },
  { keys: 'x', what: '意见列表：选中这一条' },
  { keys: 'e', what: '意见列表：看读出的依据，校正' },
  { keys: 'Ctrl Enter', what: '保存正在写的答复' },
  { keys: '?', what: '显示快捷键' },
  { keys: 'Esc', what: '关闭对话框' },
]

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** One key does one thing, unless somebody is typing. */
export function watchKeys(): void {
  let before = ''
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const chord = `${before} ${event.key}`
    before = event.key
    if (event.key === '/') {
      const field = document.querySelector<HTMLElement>('main [data-search] input, main input[data-search]')
      if (!field) return
      event.preventDefault()
      field.focus()
    } else if (event.key === '?') isShowingShortcuts.value = true
    else if (chord === 'g h') void router.push({ name: 'home' })
  }
  addEventListener('keydown', onKey)
  onScopeDispose(() => removeEventListener('keydown', onKey))
}
