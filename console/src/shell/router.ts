import { nextTick, watch } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { useSession } from '@/session/session.store'
import { duties } from './duties'
import { clearTrouble, reportTrouble } from './trouble'

const screens: RouteRecordRaw[] = duties.flatMap((d) => {
  const entries = d.screens.filter((s) => s.menu).map((s) => s.name)
  /** The entry that stands for a screen: the one under whose name it stands, or else the duty's first. */
  const entryOf = (name: string) =>
    entries.filter((e) => name.startsWith(`${e}.`)).sort((a, b) => b.length - a.length)[0] ?? entries[0]
  return d.screens.map(({ name, path, title, component, roles, menu }) => ({
    name,
    path: `/${path}`,
    component,
    meta: { title, roles, entry: menu ? name : entryOf(name) },
  }))
})

export const router = createRouter({
  history: createWebHistory('/console/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('@/session/SignIn.vue'),
      meta: { title: '登录', public: true },
    },
    {
      path: '/',
      component: () => import('./Layout.vue'),
      children: [
        {
          path: '/password',
          name: 'password',
          component: () => import('@/session/ChangePassword.vue'),
          meta: { title: '修改密码' },
        },
        ...screens,
        // The same pattern twice: the address stays what was asked for, and says what it was not.
        {
          path: '/:any(.*)*',
          name: 'not-found',
          component: () => import('./NotFound.vue'),
          meta: { title: '没有这个页面' },
        },
        {
          path: '/:any(.*)*',
          name: 'forbidden',
          component: () => import('./Forbidden.vue'),
          meta: { title: '没有权限' },
        },
      ],
    },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.public) return true
  const session = useSession()
  await session.known()
  if (!session.staff) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (session.staff.mustChangePassword && to.name !== 'password')
    return { name: 'password', query: { to: to.fullPath } }
  if (to.meta.roles && !session.can(...to.meta.roles))
    return {
      name: 'forbidden',
      params: { any: to.path.slice(1).split('/') },
      query: to.query,
      hash: to.hash,
    }
  return true
})

router.afterEach((to, from, failure) => {
  if (failure) return
  clearTrouble()
  document.title = `${to.meta.title ?? ''} · 广听管理后台`
  // A reader of screens hears where it is; a keyboard goes on from the top of the new screen.
  if (to.path !== from.path && from.name)
    void nextTick().then(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }))
})
router.onError((error) => reportTrouble(error))

/** Whoever is no longer signed in stands before the sign-in page, which leads back to here. */
export function watchDepartures(): void {
  const session = useSession()
  watch(
    () => session.staff,
    (staff) => {
      const here = router.currentRoute.value
      if (staff || here.meta.public) return
      const isWanted = session.departure !== 'signed_out' && here.fullPath !== '/'
      void router.push({ name: 'sign-in', query: isWanted ? { to: here.fullPath } : {} })
    },
  )
}
