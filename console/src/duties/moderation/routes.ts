import { duty } from '@/shell/duty'

export default duty({
  group: '咨询与留言',
  order: 1,
  screens: [
    {
      name: 'moderation',
      path: 'moderation',
      title: '文字核看',
      component: () => import('./HeldTexts.vue'),
      roles: ['head', 'office', 'leader', 'auditor'],
      menu: true,
    },
  ],
})
