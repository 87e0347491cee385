import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { onSignedOut } from './kit/client'
import { useSession } from './session/session.store'
import { router } from './shell/router'
import { reportTrouble } from './shell/trouble'
import './theme/app.scss'
import './theme/print.scss'

const app = createApp(App)
app.config.errorHandler = (error) => reportTrouble(error)
app.use(createPinia())
app.use(router)
onSignedOut((reason) => {
  const session = useSession()
  if (reason === 'must_change_password') {
    if (session.staff) session.staff.mustChangePassword = true
    void router.push({ name: 'password' })
  } else session.leave('expired')
})
app.mount('#app')

// After a new build the old chunks are gone: the page that asks for one is loaded anew, once.
addEventListener('vite:preloadError', (event) => {
  if (sessionStorage.getItem('reloaded') === location.href) return
  event.preventDefault()
  sessionStorage.setItem('reloaded', location.href)
  location.reload()
})
