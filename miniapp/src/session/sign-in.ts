import { api } from '@/api/client'
import type { ReplyOf } from '@/api/contract'
import { Problem } from '@/api/problem'
import { kept } from '@/shell/kept'
import { learnPlace, place } from '@/shell/place'
import { signInThroughWeixin } from './through-weixin'

type SignedIn = ReplyOf<'post', '/api/session'>

/**
 * A session: for a code of WeChat's in the mini-program, through WeChat on pages of the web, or for a made-up person
 * that stays with this browser in the demo.
 * @throws Problem not_here, offline, and what the service says
 */
export async function openSession(): Promise<SignedIn> {
  if (!__WEB__) return api.post('/api/session', { body: { code: await weixinCode() } })
  await learnPlace()
  if (place.webSignIn === 'wechat') return signInThroughWeixin()
  if (place.webSignIn !== 'simulated') throw new Problem('not_here', 0)
  const visitor = kept.get<string>('visitor') ?? madeUp()
  kept.set('visitor', visitor)
  return api.post('/api/session', { body: { code: `sim:${visitor}` } })
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
