import { foodClasses } from './polls.food-classes'
import type { NewQuestion } from './polls.rules'

/** A poll that need not be thought up anew: an editor takes it over and sets the dates. */
export interface PollTemplate {
  id: string
  name: string
  title: string
  intro: string
  votesPer: 'poll' | 'day'
  questions: NewQuestion[]
}

/** The national 你点我检 form: four questions to tick, and an open one last. */
export const nationalForm: PollTemplate = {
  id: 'food-sampling',
  name: '食品抽检“你点我检”（34 类食品）',
  title: '食品“你点我检”',
  intro:
    '您点什么，我们检什么。请选出最想抽检的食品、最该去的地方和最担心的项目，抽检结果会公布在这里。每人一票，大约用时一分钟，不需要填写姓名和电话。',
  votesPer: 'poll',
  questions: [
    {
      text: '您最想检哪类食品？（最多选5类）',
      kind: 'choice',
      minChoices: 1,
      maxChoices: 5,
      options: foodClasses.map(({ name, examples }) => `${name}（${examples.slice(0, 3).join('、')}）`),
    },
    {
      text: '您希望在哪些地方抽样？（最多选3项）',
      kind: 'choice',
      minChoices: 1,
      maxChoices: 3,
      options: ['农贸市场', '商场、超市', '餐饮店', '校园周边', '网络平台', '食品作坊', '其他场所'],
    },
    {
      text: '您最担心哪些项目？（最多选3项）',
      kind: 'choice',
      minChoices: 1,
      maxChoices: 3,
      options: [
        '农药、兽药残留超标',
        '食品添加剂超范围、超限量使用',
        '微生物污染',
        '重金属等污染物',
        '非法添加非食用物质',
        '标签与实物不符',
      ],
    },
    {
      text: '您常在哪类网络平台买食品？（最多选2项）',
      kind: 'choice',
      minChoices: 1,
      maxChoices: 2,
      options: [
        '综合购物平台',
        '外卖平台',
        '直播带货',
        '社区团购、网上买菜',
        '社交群、朋友圈',
        '不在网上买食品',
      ],
    },
    {
      text: '还有什么想对我们说的？（选填，请不要写姓名、电话和住址）',
      kind: 'open',
      minChoices: 0,
      maxChoices: 0,
      options: [],
    },
  ],
}

export const pollTemplates: readonly PollTemplate[] = [nationalForm]
