import { duty } from '@/shell/duty'

const steerers = ['office', 'leader'] as const
const keepers = ['admin', 'office', 'leader'] as const

export default duty({
  group: '推送',
  screens: [
    {
      name: 'push',
      path: 'push',
      title: '推送任务',
      component: () => import('./CampaignList.vue'),
      menu: true,
    },
    {
      name: 'push.new',
      path: 'push/new',
      title: '新建推送',
      component: () => import('./CampaignNew.vue'),
      roles: steerers,
    },
    {
      name: 'push.unknown',
      path: 'push/unknown',
      title: '结果不明',
      component: () => import('./UnknownList.vue'),
      roles: steerers,
      menu: true,
    },
    {
      name: 'push.mass',
      path: 'push/mass',
      title: '服务号群发',
      component: () => import('./MassMonth.vue'),
      menu: true,
    },
    {
      name: 'push.templates',
      path: 'push/templates',
      title: '消息模板',
      component: () => import('./TemplateList.vue'),
      roles: keepers,
      menu: true,
    },
    {
      name: 'push.account-menu',
      path: 'push/account-menu',
      title: '服务号菜单',
      component: () => import('./AccountMenu.vue'),
      roles: keepers,
      menu: true,
    },
    { name: 'push.one', path: 'push/:id', title: '推送进度', component: () => import('./Campaign.vue') },
  ],
})
