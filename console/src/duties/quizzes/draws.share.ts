import { minute } from '@/kit/format'

const hexOf = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')

/** A browser hashes only on pages that came over https, or from this machine. */
export const canHash = (): boolean => globalThis.crypto?.subtle !== undefined

/** 256 bits that only this browser has seen. */
export const newShare = (): string => hexOf(crypto.getRandomValues(new Uint8Array(32)))

export async function commitmentOf(share: string): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(share))))
}

/** The share in what was pasted, a whole slip for example; null where there is none, or more than one. */
export function shareIn(pasted: string): string | null {
  const groups = /(?<![0-9a-f])(?:[0-9a-f]{64}|(?:[0-9a-f]{4}\s){15}[0-9a-f]{4})(?![0-9a-f])/g
  const found = new Set(
    pasted
      .toLowerCase()
      .match(groups)
      ?.map((one) => one.replace(/\s/g, '')),
  )
  const [share] = found
  return found.size === 1 && share ? share : null
}

/** What a witness keeps: one copy for himself, one in a sealed envelope. */
export function slipOf(title: string, witness: string, share: string, now: number): string {
  return [
    `抽奖见证份额`,
    `活动：${title}`,
    `见证人：${witness}`,
    `生成时间：${minute(now)}`,
    '',
    `份额：${share}`,
    '',
    '答题结束以前不要给任何人看。请打印一份装入信封密封，交审计人员保管；结束后登录控制台公布。',
    '系统不保存份额。份额遗失的，这期抽奖不能开奖。',
    '',
  ].join('\r\n')
}

export function saveSlip(slip: string, name: string): void {
  const url = URL.createObjectURL(new Blob([`\ufeff${slip}`], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
