import { reactive } from 'vue'
import { api } from '@/api/client'

/** Where one is: whose service this is, and whether everything in it is invented. */
export const place = reactive({
  bureau: '',
  /** Shown on every page where what stands there is invented. */
  notice: '',
  /** How one signs in on pages of the web: by a made-up identity of the demo, through WeChat, or not at all. */
  webSignIn: 'none' as 'simulated' | 'none' | 'wechat',
  /** The page on which one talks to the demo's WeChat; empty where there is none. */
  simulator: '',
  isKnown: false,
})

let asked: Promise<void> | null = null

/** Asked once; a page is useful without. */
export async function learnPlace(): Promise<void> {
  if (place.isKnown) return
  if (__WEB__) return readPage()
  asked ??= api
    .get('/api/about')
    .then(({ bureau, notice }) => {
      Object.assign(place, { bureau, notice: notice ?? '', isKnown: true })
    })
    .catch(() => {
      asked = null
    })
  return asked
}

/** The service has written it into the page: nothing is asked for before something is seen. */
function readPage(): void {
  const said = (name: string) =>
    document.querySelector<HTMLMetaElement>(`meta[name="guangting-${name}"]`)?.content ?? ''
  Object.assign(place, {
    bureau: said('bureau'),
    notice: said('notice'),
    webSignIn: said('sign-in'),
    simulator: said('simulator'),
    isKnown: true,
  })
}
