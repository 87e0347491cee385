import type { DemoQuestion } from './quiz-bank.types'

/** Prices, lifts, medicines, cosmetics. */
export const marketQuestions: readonly DemoQuestion[] = [
  {
    key: 'q22',
    kind: 'single',
    stem: '饭店在标价之外另收未标明的“餐具费”，违反了：',
    options: ['明码标价规定，不得收取任何未予标明的费用', '商标法', '计量法', '没有违反任何规定'],
    answer: [0],
    explanation: '经营者不得在标价之外加价出售商品，不得收取任何未予标明的费用。',
    citation: '《中华人民共和国价格法》第十三条',
  },
  {
    key: 'q23',
    kind: 'single',
    stem: '商家打出“原价对比”但没有标明被比较价格的详细信息，被比较价格应当不高于同一经营场所前几日内的最低成交价？',
    options: ['三日', '七日', '十五日', '三十日'],
    answer: [1],
    explanation: '前七日内没有交易的，以本次价格比较前最后一次交易价格为限。',
    citation: '《明码标价和禁止价格欺诈规定》第十六条',
  },
  {
    key: 'q24',
    kind: 'single',
    stem: '发现小区电梯的检验标志已经过期，正确的认识是：',
    options: [
      '能动就能坐',
      '未经定期检验或者检验不合格的，不得继续使用',
      '只要维保单位同意就能用',
      '业主投票同意就能用',
    ],
    answer: [1],
    explanation: '使用单位应在有效期届满前一个月提出检验要求；未经检验或检验不合格不得继续使用。',
    citation: '《中华人民共和国特种设备安全法》第四十条',
  },
  {
    key: 'q25',
    kind: 'multiple',
    stem: '下列药品中，依法不得在网络上销售的有：',
    options: ['疫苗', '血液制品', '麻醉药品', '普通维生素C片'],
    answer: [0, 1, 2],
    explanation: '国家实行特殊管理的药品不得网售；普通非处方药由合规企业销售不在禁止之列。',
    citation: '《中华人民共和国药品管理法》第六十一条',
  },
  {
    key: 'q26',
    kind: 'single',
    stem: '化妆品标签上不得出现的内容是：',
    options: ['保湿', '使用方法', '“治疗皮炎”', '生产日期'],
    answer: [2],
    explanation: '化妆品标签禁止明示或者暗示具有医疗作用。',
    citation: '《化妆品监督管理条例》第三十七条',
  },
]
