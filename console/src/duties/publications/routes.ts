import { duty } from '@/shell/duty'

export default duty({
  group: '信息发布',
  screens: [
    {
      name: 'publications',
      path: 'publications',
      title: '信息发布',
      component: () => import('./PublicationList.vue'),
      menu: true,
    },
    {
      name: 'publications.new',
      path: 'publications/new',
      title: '拟稿',
      component: () => import('./PublicationDesk.vue'),
      roles: ['editor'],
    },
    {
      name: 'publications.one',
      path: 'publications/:id',
      title: '信息',
      component: () => import('./Publication.vue'),
    },
    {
      name: 'publications.edit',
      path: 'publications/:id/edit',
      title: '修改稿件',
      component: () => import('./PublicationDesk.vue'),
      roles: ['editor'],
    },
    {
      name: 'publications.sheet',
      path: 'publications/:id/sheet',
      title: '三审单',
      component: () => import('./ReviewSheet.vue'),
    },
  ],
})
