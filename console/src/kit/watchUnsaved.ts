import { type Ref, watch } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { ask } from '@/kit/ask'

/**
 * Asks before a screen is left with something written and not saved.
 * @returns what to call when it is saved, or has just been read
 */
export function watchUnsaved(written: Ref<unknown>): () => void {
  let isWritten = false
  watch(
    written,
    () => {
      isWritten = true
    },
    { deep: true, flush: 'sync' },
  )
  onBeforeRouteLeave(async () => {
    if (!isWritten) return true
    return ask({
      title: '还没有保存',
      text: '离开后，刚才写的内容就没有了。',
      action: '不保存，离开',
      danger: true,
    })
  })
  return () => {
    isWritten = false
  }
}
