import { duty } from '@/shell/duty'
import { bankReaders } from './questions.words'

export default duty({
  group: '有奖问答',
  order: 1,
  screens: [
    {
      name: 'questions',
      path: 'questions',
      title: '题库',
      component: () => import('./Bank.vue'),
      roles: bankReaders,
      menu: true,
    },
    {
      name: 'questions.new',
      path: 'questions/new',
      title: '录入一道题',
      component: () => import('./NewQuestion.vue'),
      roles: ['editor'],
    },
    {
      name: 'questions.import',
      path: 'questions/import',
      title: '从表格导入',
      component: () => import('./ImportSheet.vue'),
      roles: ['editor'],
    },
  ],
})
