import { createSSRApp } from 'vue'
import App from './App.vue'
import { comeBack } from './session/through-weixin'
import { openSharedAddress } from './shell/shared-address'

/** uni-app calls this, also where nothing is rendered on a server. */
export function createApp() {
  if (__WEB__) {
    comeBack()
    openSharedAddress()
  }
  return { app: createSSRApp(App) }
}
