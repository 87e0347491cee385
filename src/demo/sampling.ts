import type { Handling } from '../modules/sampling'

/** What the plan says of each class, as its notice prints it: batches, and where. */
export const planned: Readonly<Record<string, { batches: number; places: readonly string[] }>> = {
  食用农产品: { batches: 10, places: ['农贸市场', '商场、超市'] },
  餐饮食品: { batches: 10, places: ['餐饮店', '网络平台'] },
  粮食加工品: { batches: 5, places: ['商场、超市', '食品作坊'] },
  调味品: { batches: 5, places: ['商场、超市', '农贸市场'] },
  糕点: { batches: 5, places: ['校园周边', '食品作坊'] },
  饮料: { batches: 5, places: ['商场、超市', '校园周边'] },
  肉制品: { batches: 5, places: ['农贸市场', '商场、超市'] },
  酒类: { batches: 5, places: ['商场、超市', '食品作坊'] },
  '食用油、油脂及其制品': { batches: 5, places: ['商场、超市', '食品作坊'] },
  乳制品: { batches: 5, places: ['商场、超市', '网络平台'] },
}

/** What is bought of each class, in turn. */
export const samples: Readonly<Record<string, readonly string[]>> = {
  食用农产品: ['菠菜', '韭菜', '生姜', '鲜鸡蛋', '鲫鱼', '猪肉', '香蕉', '黄瓜', '豇豆', '苹果'],
  餐饮食品: [
    '饭碗（复用餐饮具）',
    '油条',
    '凉拌黄瓜',
    '火锅蘸料',
    '珍珠奶茶',
    '汤勺（复用餐饮具）',
    '炸鸡块',
    '小笼包',
    '卤牛肉',
    '绿豆汤',
  ],
  粮食加工品: ['大米', '小麦粉', '挂面', '生湿面', '糯米粉'],
  调味品: ['酿造酱油', '剁椒酱', '米醋', '料酒', '花椒'],
  糕点: ['面包', '绿豆糕', '蛋糕卷', '桃酥', '月饼'],
  饮料: ['包装饮用水', '豆奶', '果汁饮料', '乌龙茶饮料', '碳酸饮料'],
  肉制品: ['酱牛肉', '腊肠', '肉松', '火腿肠', '卤鸡腿'],
  酒类: ['白酒', '黄酒', '啤酒', '米酒', '果酒'],
  '食用油、油脂及其制品': ['菜籽油', '花生油', '芝麻油', '大豆油', '植物调和油'],
  乳制品: ['纯牛奶', '酸牛奶', '奶酪', '全脂奶粉', '调制乳'],
}

export interface DemoFailure {
  item: string
  found: string
  limit: string
  /** In whose place the text of the results names the unit that was drawn. */
  writtenAs: string
  handling: Omit<Handling, 'done'>
}

/** By sample. */
export const failures: Readonly<Record<string, DemoFailure>> = {
  生姜: {
    item: '噻虫胺',
    found: '0.28毫克/千克',
    limit: '不超过0.2毫克/千克',
    writtenAs: '澜东区晓市农贸市场11号摊（虚构）',
    handling: {
      hazard: '噻虫胺是种植中使用的杀虫剂，长期吃超标的产品可能有害健康；流动水洗净、削皮可以减少残留。',
      cause: '种植中用药量或者采收间隔没有按要求。',
      measures: '当日停止销售，摊主提供了进货凭证，已向产地监管部门通报来源。',
    },
  },
  剁椒酱: {
    item: '标签未标明贮存条件',
    found: '未标明',
    limit: '应当标明',
    writtenAs: '听澜新区云脚下超市（虚构）',
    handling: {
      hazard: '消费者不知道开瓶后要不要冷藏，放久了可能变质。',
      cause: '生产者没有按规定标注标签。',
      measures: '全部下架，责令改正标签；生产者所在地的监管部门正在调查。',
    },
  },
}
