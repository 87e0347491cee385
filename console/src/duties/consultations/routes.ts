import { duty } from '@/shell/duty'

export default duty({
  group: '意见征集',
  screens: [
    {
      name: 'consultations',
      path: 'consultations',
      title: '意见征集',
      component: () => import('./ConsultationList.vue'),
      menu: true,
    },
    {
      name: 'consultations.new',
      path: 'consultations/new',
      title: '新建意见征集',
      component: () => import('./NewConsultation.vue'),
      roles: ['editor'],
    },
    {
      name: 'consultations.one',
      path: 'consultations/:id',
      title: '意见征集',
      component: () => import('./Consultation.vue'),
    },
  ],
})
