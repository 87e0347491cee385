/// <reference types="vite/client" />
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent<object, object, unknown>
  export default component
}

/** The address of the service; empty on pages of the web, which came from it. */
declare const __SERVICE__: string
/** Pages of the web; otherwise the mini-program. What the other one needs is left out of each. */
declare const __WEB__: boolean
