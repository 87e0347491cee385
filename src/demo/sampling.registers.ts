import type { InspectorRow, UnitRow } from '../modules/sampling'

const districts = ['澜东区', '澜西区', '望汀县', '青岫县', '听澜新区']
const words = [
  '晓市',
  '听雨',
  '三尺巷',
  '半盏灯',
  '月满仓',
  '云脚下',
  '有回音',
  '慢慢来',
  '一篮子',
  '小满',
  '隔壁',
  '对过',
  '拐角',
  '桥头',
]

interface Kind {
  place: string
  suffix: string
  classes: string[]
  count: number
}

/** Who sells what, and where. */
const kinds: readonly Kind[] = [
  {
    place: '农贸市场',
    suffix: '农贸市场摊位',
    classes: ['食用农产品', '肉制品', '调味品', '豆制品', '蛋制品'],
    count: 14,
  },
  { place: '商场、超市', suffix: '超市', classes: ['全部'], count: 14 },
  { place: '餐饮店', suffix: '饭店', classes: ['餐饮食品'], count: 12 },
  { place: '校园周边', suffix: '文具食品店', classes: ['糕点', '饮料', '饼干', '糖果制品'], count: 8 },
  { place: '网络平台', suffix: '网店', classes: ['餐饮食品', '乳制品', '炒货食品及坚果制品'], count: 8 },
  {
    place: '食品作坊',
    suffix: '食品作坊',
    classes: ['粮食加工品', '糕点', '酒类', '食用油、油脂及其制品', '豆制品'],
    count: 8,
  },
]

/** Numbers that no register gives out, and names that no business has. */
export const units: readonly UnitRow[] = kinds.flatMap(({ place, suffix, classes, count }, k) =>
  Array.from({ length: count }, (_, i): UnitRow => {
    const number = k * 20 + i + 1
    return {
      code: `LC-${String(number).padStart(4, '0')}`,
      name: `${districts[i % districts.length]}${words[i % words.length]}${suffix}（虚构）`,
      address: `澜川市${districts[i % districts.length]}虚构路${number}号`,
      place,
      classes: [...classes].sort(),
      licence: `JY99${String(number).padStart(10, '0')}`,
      licenceUntil: place === '食品作坊' ? null : '2099-12-31',
      // One of each kind has closed, and one has given up: neither is ever drawn.
      state: i === count - 1 ? 'cancelled' : i === count - 2 ? 'suspended' : 'active',
    }
  }),
)

/** Names that are no names. */
const surnames = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛']

export const inspectors: readonly InspectorRow[] = surnames.map((name, i) => ({
  certNo: `LCZF-${String(i + 1).padStart(3, '0')}`,
  name: `检小${name}`,
  division: i < 5 ? '食品抽检科' : '食品经营监管科',
  certUntil: i === 7 ? '2020-12-31' : '2099-12-31',
  specialties: ['食品'],
  state: i === 6 ? 'away' : 'active',
  avoids: i === 0 ? ['LC-0021'] : [],
}))
