import { duty } from '@/shell/duty'

/** One's own sign-in: everybody's, reached from one's name at the top. */
export default duty({
  group: '组织与设置',
  screens: [
    { name: 'security', path: 'security', title: '登录安全', component: () => import('./Security.vue') },
  ],
})
