import { fileURLToPath } from 'node:url'
import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'
import { namedFor } from './build/appid'
import { writePagesJson } from './build/pages'
import { besideStall } from './build/stall'
import { stripForeignAddresses, withoutPreload } from './build/strip'
import { nativeTags, weixinTags } from './build/tags'

// A CommonJS module under ESM, and its types know nothing of what it passes on to Vue.
const uni = ((uniPlugin as unknown as { default?: unknown }).default ?? uniPlugin) as (o: object) => never
const isH5 = process.env.UNI_PLATFORM === 'h5'
// Where the mini-program finds the service; pages of the web ask where they came from.
const service = isH5 ? '' : (process.env.PUBLIC_URL ?? 'http://127.0.0.1:3000').replace(/\/$/, '')

writePagesJson(fileURLToPath(new URL('./src', import.meta.url)), isH5)

export default defineConfig({
  plugins: [
    uni({
      vueOptions: {
        template: { compilerOptions: { nodeTransforms: [isH5 ? nativeTags : weixinTags] } },
      },
    }),
    stripForeignAddresses(service),
    ...(isH5 ? [] : [withoutPreload()]),
    namedFor(process.env.WECHAT_MINI_APPID),
    isH5 ? besideStall() : null,
  ],
  define: { __SERVICE__: JSON.stringify(service), __WEB__: JSON.stringify(isH5) },
  build: {
    target: 'es2018',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 300,
  },
  server: { port: 5174, proxy: { '/api': { target: 'http://127.0.0.1:3000', changeOrigin: false } } },
})
