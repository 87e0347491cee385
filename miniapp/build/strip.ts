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
