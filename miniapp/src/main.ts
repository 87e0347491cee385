import { createSSRApp } from 'vue'
import App from './App.vue'
import { comeBack } from './session/through-weixin'
// #ifdef H5
import PageMissing from './shell/PageMissing.vue'
// #endif
import { openSharedAddress } from './shell/shared-address'

/** uni-app calls this, also where nothing is rendered on a server. */
export function createApp() {
  if (__WEB__) {
    comeBack()
    openSharedAddress()
  }
  const app = createSSRApp(App)
  // #ifdef H5
  // In place of uni-app's own, which says nothing that helps.
  app.component('AsyncError', PageMissing)
  // #endif
  return { app }
}
