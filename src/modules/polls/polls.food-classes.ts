export type FoodClass = {
  no: number
  name: string
  examples: readonly string[]
  /** Batches sampled nationwide in the second half of 2019, as published. */
  samples2019: number
  /** Of these, the batches that failed. */
  failing2019: number
}

/**
 * The 33 classes of the national sampling statistics and 其他食品. The figures are public facts; table salt
 * was then a row of its own (16 508 batches, 32 failing) and is not among the figures of 调味品.
 */
export const foodClasses: readonly FoodClass[] = [
  {
    no: 1,
    name: '粮食加工品',
    examples: ['小麦粉', '大米', '挂面', '米粉等谷物粉制品'],
    samples2019: 183408,
    failing2019: 1730,
  },
  {
    no: 2,
    name: '食用油、油脂及其制品',
    examples: ['花生油', '菜籽油', '芝麻油', '植物调和油', '食用动物油脂'],
    samples2019: 87631,
    failing2019: 1228,
  },
  {
    no: 3,
    name: '调味品',
    examples: ['酱油', '食醋', '酿造酱', '料酒', '香辛料', '火锅底料', '味精', '食盐'],
    samples2019: 143179,
    failing2019: 1157,
  },
  {
    no: 4,
    name: '肉制品',
    examples: ['调理肉制品', '腌腊肉', '酱卤肉', '肉干', '熏煮香肠火腿'],
    samples2019: 123107,
    failing2019: 1731,
  },
  {
    no: 5,
    name: '乳制品',
    examples: ['灭菌乳', '巴氏杀菌乳', '发酵乳', '调制乳', '乳粉', '奶酪'],
    samples2019: 49667,
    failing2019: 132,
  },
  {
    no: 6,
    name: '饮料',
    examples: ['包装饮用水', '果蔬汁', '蛋白饮料', '碳酸饮料', '茶饮料', '固体饮料'],
    samples2019: 119279,
    failing2019: 2278,
  },
  {
    no: 7,
    name: '方便食品',
    examples: ['方便面', '辣条（调味面制品）', '方便粥', '自热食品'],
    samples2019: 41551,
    failing2019: 1479,
  },
  {
    no: 8,
    name: '饼干',
    examples: ['酥性饼干', '韧性饼干', '夹心饼干', '曲奇'],
    samples2019: 30245,
    failing2019: 283,
  },
  {
    no: 9,
    name: '罐头',
    examples: ['畜禽肉', '水产', '水果', '蔬菜', '八宝粥罐头'],
    samples2019: 23218,
    failing2019: 110,
  },
  {
    no: 10,
    name: '冷冻饮品',
    examples: ['冰淇淋', '雪糕', '冰棍', '食用冰'],
    samples2019: 15395,
    failing2019: 424,
  },
  {
    no: 11,
    name: '速冻食品',
    examples: ['速冻水饺', '汤圆', '包子', '速冻调理肉', '速冻水产'],
    samples2019: 37983,
    failing2019: 195,
  },
  {
    no: 12,
    name: '薯类和膨化食品',
    examples: ['薯片', '膨化食品', '干制薯类'],
    samples2019: 32028,
    failing2019: 380,
  },
  {
    no: 13,
    name: '糖果制品',
    examples: ['糖果', '巧克力及制品', '果冻'],
    samples2019: 33499,
    failing2019: 263,
  },
  {
    no: 14,
    name: '茶叶及相关制品',
    examples: ['绿茶', '红茶', '乌龙茶', '代用茶'],
    samples2019: 38418,
    failing2019: 316,
  },
  {
    no: 15,
    name: '酒类',
    examples: ['白酒', '黄酒', '啤酒', '葡萄酒', '果酒', '配制酒'],
    samples2019: 106329,
    failing2019: 2625,
  },
  {
    no: 16,
    name: '蔬菜制品',
    examples: ['酱腌菜', '蔬菜干制品', '食用菌制品'],
    samples2019: 74989,
    failing2019: 3353,
  },
  { no: 17, name: '水果制品', examples: ['蜜饯', '水果干', '果酱'], samples2019: 42741, failing2019: 1323 },
  {
    no: 18,
    name: '炒货食品及坚果制品',
    examples: ['瓜子', '花生', '核桃', '开心果', '混合坚果'],
    samples2019: 37601,
    failing2019: 1153,
  },
  {
    no: 19,
    name: '蛋制品',
    examples: ['皮蛋', '咸蛋', '再制蛋', '干蛋制品'],
    samples2019: 13563,
    failing2019: 54,
  },
  {
    no: 20,
    name: '可可及焙烤咖啡产品',
    examples: ['焙炒咖啡', '可可制品'],
    samples2019: 2107,
    failing2019: 7,
  },
  {
    no: 21,
    name: '食糖',
    examples: ['白砂糖', '绵白糖', '红糖', '冰糖'],
    samples2019: 15925,
    failing2019: 208,
  },
  {
    no: 22,
    name: '水产制品',
    examples: ['干制水产', '盐渍水产', '鱼糜制品', '即食水产'],
    samples2019: 27843,
    failing2019: 490,
  },
  {
    no: 23,
    name: '淀粉及淀粉制品',
    examples: ['淀粉', '粉丝粉条', '淀粉糖'],
    samples2019: 54390,
    failing2019: 1643,
  },
  {
    no: 24,
    name: '糕点',
    examples: ['面包', '蛋糕', '月饼', '粽子', '中式糕点'],
    samples2019: 170609,
    failing2019: 3417,
  },
  {
    no: 25,
    name: '豆制品',
    examples: ['豆腐', '豆干', '腐竹', '发酵豆制品'],
    samples2019: 64126,
    failing2019: 995,
  },
  { no: 26, name: '蜂产品', examples: ['蜂蜜', '蜂王浆', '蜂花粉'], samples2019: 14242, failing2019: 333 },
  { no: 27, name: '保健食品', examples: ['片剂', '胶囊', '口服液'], samples2019: 15833, failing2019: 70 },
  {
    no: 28,
    name: '特殊膳食食品',
    examples: ['婴幼儿谷类辅食', '婴幼儿罐装辅食', '营养补充品'],
    samples2019: 4874,
    failing2019: 35,
  },
  {
    no: 29,
    name: '特殊医学用途配方食品',
    examples: ['全营养配方', '特定全营养配方', '非全营养配方'],
    samples2019: 196,
    failing2019: 0,
  },
  {
    no: 30,
    name: '婴幼儿配方食品',
    examples: ['婴儿配方乳粉', '较大婴儿配方乳粉', '幼儿配方乳粉'],
    samples2019: 5293,
    failing2019: 12,
  },
  {
    no: 31,
    name: '餐饮食品',
    examples: ['餐饮自制食品', '复用餐饮具', '火锅蘸料', '凉拌菜', '油炸面制品', '奶茶'],
    samples2019: 380762,
    failing2019: 22282,
  },
  {
    no: 32,
    name: '食用农产品',
    examples: ['蔬菜', '水果', '畜禽肉', '水产品', '鲜蛋', '豆类', '生干坚果'],
    samples2019: 1649916,
    failing2019: 31154,
  },
  {
    no: 33,
    name: '食品添加剂',
    examples: ['复配添加剂', '食用香精', '明胶', '消毒剂'],
    samples2019: 5875,
    failing2019: 13,
  },
  { no: 34, name: '其他食品', examples: ['不能归入以上类别的食品'], samples2019: 11249, failing2019: 1030 },
]
