import { Problem } from '@/api/problem'
import { kept } from '@/shell/kept'
import { place } from '@/shell/place'

/**
 * What the service exchanges for a session: a code of WeChat's in the mini-program, a made-up person that stays with
 * this browser in the demo.
 * @throws Problem not_here, offline
 */
export async function signInCode(): Promise<string> {
  if (!__WEB__) return weixinCode()
  if (place.webSignIn !== 'simulated') throw new Problem('not_here', 0)
  const visitor = kept.get<string>('visitor') ?? madeUp()
  kept.set('visitor', visitor)
  return `sim:${visitor}`
}

const weixinCode = () =>
  new Promise<string>((resolve, reject) => {
    uni.login({
      success: ({ code }) => resolve(code),
      fail: () => reject(new Problem('offline', 0)),
    })
  })

const madeUp = (): string =>
  `h5-${[...crypto.getRandomValues(new Uint8Array(8))].map((n) => n.toString(16).padStart(2, '0')).join('')}`
