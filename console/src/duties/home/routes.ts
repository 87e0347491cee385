import { duty } from '@/shell/duty'

export default duty({
  group: '首页',
  screens: [{ name: 'home', path: '', title: '首页', component: () => import('./Home.vue'), menu: true }],
})
