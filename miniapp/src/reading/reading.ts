import { reactive } from 'vue'
import { kept } from '@/shell/kept'

/** Sizes of the running text in px. 长辈版 begins where others end, and reaches 30 (适老化). */
export const steps = { normal: [17, 19, 21], elder: [22, 26, 30] } as const
export const stepNames = ['标准', '大', '特大'] as const
type Step = 0 | 1 | 2

interface Reading {
  elder: boolean
  step: Step
  /** Somebody has chosen: the phone's own setting is not followed any more. */
  isChosen: boolean
  /** The phone's letters are so large that 长辈版 may be welcome. */
  isOffered: boolean
}

const stored = kept.get<Pick<Reading, 'elder' | 'step'>>('reading')
export const reading: Reading = reactive({
  elder: stored?.elder ?? false,
  step: stored?.step ?? 0,
  isChosen: stored !== null,
  isOffered: false,
})

const keep = () => {
  reading.isChosen = true
  kept.set('reading', { elder: reading.elder, step: reading.step })
}

export function useElder(elder: boolean): void {
  Object.assign(reading, { elder, step: 0, isOffered: false })
  keep()
}

export function useStep(step: number): void {
  reading.step = step as Step
  keep()
}

/** WeChat's 字体大小 in px (16 or 17 is its standard), or what a browser makes of 1rem. */
function systemSize(): number {
  if (__WEB__) return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  return (uni.getAppBaseInfo() as { fontSizeSetting?: number }).fontSizeSetting ?? 16
}

/** Follows the phone's setting until somebody has chosen here; from 22 px on 长辈版 is offered. */
export function followSystemSize(): void {
  if (reading.isChosen) return
  const size = systemSize()
  reading.isOffered = size >= 22
  reading.step = size >= 21 ? 2 : size >= 18 ? 1 : 0
}

/** The classes of a page's outermost element. */
export const readingClass = (): string =>
  `${reading.elder ? 'elder' : 'normal'} size-${reading.elder ? 'e' : 'n'}${reading.step}`
