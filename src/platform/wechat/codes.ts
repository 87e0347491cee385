import { problem } from '../problem'
import type { QrRequest } from './qr'

/** Where mini-program codes come from: WeChat, or in the demo the fake one. */
export interface CodeSource {
  /** PNG or JPEG. @throws Problem unavailable, rate_limited */
  unlimitedQr(request: QrRequest): Promise<Buffer>
}

export const noMiniProgram = problem(
  'no_mini_program',
  'conflict',
  '还没有接通微信小程序，不能生成小程序码。',
)

/** A city without a mini-program has no codes. */
export const noCodes: CodeSource = {
  unlimitedQr: () => Promise.reject(noMiniProgram()),
}
