import { duty } from '@/shell/duty'

const readers = ['editor', 'head', 'office', 'leader', 'auditor'] as const

export default duty({
  group: '咨询与留言',
  screens: [
    {
      name: 'enquiries',
      path: 'enquiries',
      title: '群众留言',
      component: () => import('./EnquiryList.vue'),
      roles: readers,
      menu: true,
    },
    {
      name: 'enquiries.one',
      path: 'enquiries/:id',
      title: '留言办理',
      component: () => import('./Enquiry.vue'),
      roles: readers,
    },
    {
      name: 'faqs',
      path: 'faqs',
      title: '常见问题',
      component: () => import('./FaqList.vue'),
      menu: true,
    },
    {
      name: 'search-misses',
      path: 'search-misses',
      title: '搜索未果',
      component: () => import('./SearchMisses.vue'),
      menu: true,
    },
  ],
})
