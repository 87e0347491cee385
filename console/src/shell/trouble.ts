import { shallowRef } from 'vue'

/** A fault of the page itself: shown where the screen would be, never as a blank page. */
export const trouble = shallowRef<unknown>(null)

export function reportTrouble(error: unknown): void {
  trouble.value = error
  // For whoever opens the tools of the browser.
  console.error(error)
}
export const clearTrouble = (): void => {
  trouble.value = null
}
