import { duty } from '@/shell/duty'

export default duty({
  group: '你点我检',
  screens: [
    {
      name: 'polls',
      path: 'polls',
      title: '你点我检',
      component: () => import('./PollList.vue'),
      menu: true,
    },
    {
      name: 'polls.new',
      path: 'polls/new',
      title: '拟一期投票',
      component: () => import('./PollWizard.vue'),
      roles: ['editor'],
    },
    { name: 'polls.one', path: 'polls/:id', title: '投票', component: () => import('./Poll.vue') },
    {
      name: 'polls.counting',
      path: 'polls/:id/counting',
      title: '公平计票',
      component: () => import('./PollCounting.vue'),
      roles: ['office', 'leader', 'auditor'],
    },
    {
      name: 'polls.edit',
      path: 'polls/:id/edit',
      title: '修改投票',
      component: () => import('./PollEdit.vue'),
      roles: ['editor'],
    },
  ],
})
