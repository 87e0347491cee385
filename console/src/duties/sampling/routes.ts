import { duty } from '@/shell/duty'
import { deskRoles, recordRoles } from './sampling.words'

export default duty({
  group: '你点我检',
  order: 1,
  screens: [
    {
      name: 'sampling',
      path: 'sampling',
      title: '抽检计划',
      component: () => import('./PlanList.vue'),
      roles: deskRoles,
      menu: true,
    },
    {
      name: 'sampling.registers',
      path: 'sampling/registers',
      title: '双随机名录库',
      component: () => import('./Registers.vue'),
      roles: deskRoles,
      menu: true,
    },
    {
      name: 'sampling.registers.import',
      path: 'sampling/registers/import',
      title: '更新名录库',
      component: () => import('./ImportRegister.vue'),
      roles: recordRoles,
    },
    {
      name: 'sampling.one',
      path: 'sampling/plans/:id',
      title: '抽检计划',
      component: () => import('./Plan.vue'),
      roles: deskRoles,
    },
    {
      name: 'sampling.edit',
      path: 'sampling/plans/:id/edit',
      title: '修改抽检计划',
      component: () => import('./PlanEdit.vue'),
      roles: ['editor'],
    },
    {
      name: 'sampling.import',
      path: 'sampling/plans/:id/import',
      title: '导入检验结果',
      component: () => import('./ImportResults.vue'),
      roles: recordRoles,
    },
  ],
})
