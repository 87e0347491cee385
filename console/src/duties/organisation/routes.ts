import { duty } from '@/shell/duty'

const admin = ['admin'] as const

export default duty({
  group: '组织与设置',
  screens: [
    {
      name: 'organisation.accounts',
      path: 'accounts',
      title: '账号与角色',
      component: () => import('./Accounts.vue'),
      roles: ['admin', 'auditor'],
      menu: true,
    },
    {
      name: 'organisation.divisions',
      path: 'divisions',
      title: '科室与单位',
      component: () => import('./Divisions.vue'),
      roles: admin,
      menu: true,
    },
    {
      name: 'organisation.ledger',
      path: 'ledger',
      title: '台账',
      component: () => import('./Ledger.vue'),
      roles: ['auditor', 'admin', 'leader', 'office'],
      menu: true,
    },
    {
      name: 'organisation.calendar',
      path: 'calendar',
      title: '放假安排',
      component: () => import('./CalendarImport.vue'),
      roles: admin,
      menu: true,
    },
    {
      name: 'organisation.settings',
      path: 'settings',
      title: '设置',
      component: () => import('./Settings.vue'),
      roles: admin,
      menu: true,
    },
  ],
})
