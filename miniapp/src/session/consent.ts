import { reactive } from 'vue'

/** Changes with the statement (`pages/mine/privacy`): whoever agreed to an older one is asked again. */
export const CONSENT_VERSION = '2026-11-26'

/** The question on its way: shown by the shell of whatever page is open. */
export const consent = reactive({ isAsking: false })
let answer: ((agreed: boolean) => void) | null = null

/** Asks whether the privacy statement is agreed to; refusing blocks nothing but what needs it. */
export function askConsent(): Promise<boolean> {
  answer?.(false)
  consent.isAsking = true
  return new Promise((resolve) => {
    answer = resolve
  })
}

export function answerConsent(agreed: boolean): void {
  consent.isAsking = false
  answer?.(agreed)
  answer = null
}
