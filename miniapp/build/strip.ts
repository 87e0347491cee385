import type { Plugin } from 'vite'

/** Names of XML, which nothing loads. */
const harmless = /^https?:\/\/www\.w3\.org\//

/** uni-app and Vue carry addresses of their makers: pictures, advertisements, manuals. Neither output keeps one. */
const withoutForeignAddresses = (text: string, own: string): string =>
  text.replace(/https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:\/[\w./-]*)?/gi, (address) =>
    harmless.test(address) || (own !== '' && address.startsWith(own)) ? address : 'data:,',
  )

/** @param own the service's own address, which the mini-program must know */
export function stripForeignAddresses(own: string): Plugin {
  return {
    name: 'guangting:strip-foreign-addresses',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = withoutForeignAddresses(file.code, own)
        else if (typeof file.source === 'string') file.source = withoutForeignAddresses(file.source, own)
      }
    },
  }
}

/** uni-app's own start of a mini-program. */
const runtime = /uni-mp-weixin\/dist\/uni\.mp\.esm\.js$/
const preload = /^\s*preloadAsset\(\);$/m

/**
 * Three seconds after its start every mini-program of uni-app fetches a picture from its maker, under an address that is
 * put together from numbers so that no search finds it. Ours does not.
 */
export function withoutPreload(): Plugin {
  return {
    name: 'guangting:without-preload',
    enforce: 'pre',
    transform(code, id) {
      if (!runtime.test(id)) return undefined
      if (!preload.test(code)) this.error('uni-app starts otherwise now: does it still preload anything?')
      return { code: code.replace(preload, ''), map: null }
    },
  }
}
