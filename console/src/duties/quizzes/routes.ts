import { duty } from '@/shell/duty'

export default duty({
  group: '有奖问答',
  screens: [
    {
      name: 'quizzes',
      path: 'quizzes',
      title: '问答活动',
      component: () => import('./QuizList.vue'),
      menu: true,
    },
    {
      name: 'quizzes.new',
      path: 'quizzes/new',
      title: '拟一期问答',
      component: () => import('./NewQuiz.vue'),
      roles: ['editor'],
    },
    {
      name: 'quizzes.winners',
      path: 'quizzes/:id/winners',
      title: '中奖名单',
      component: () => import('./Winners.vue'),
      roles: ['editor', 'head', 'office', 'leader', 'auditor'],
    },
    { name: 'quizzes.one', path: 'quizzes/:id', title: '问答', component: () => import('./Quiz.vue') },
  ],
})
