import { shallowRef } from 'vue'
import { api } from '@/kit/client'
import type { Reason } from './reports.words'

/** The bureau's wordings and those that come along, asked for once and only where somebody writes an answer. */
export const reasons = shallowRef<readonly Reason[]>([])
let asked: Promise<void> | undefined

export function loadReasons(again = false): Promise<void> {
  if (again) asked = undefined
  asked ??= api.get('/api/staff/reason-templates').then(
    ({ items }) => {
      reasons.value = items
    },
    () => {
      asked = undefined
    },
  )
  return asked
}
