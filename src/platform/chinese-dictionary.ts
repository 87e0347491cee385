/**
 * Words of market supervision that the bundled dictionary lacks or would cut apart. A negated word stands here
 * whole, so that 不合格 is one word and not 不 beside 合格.
 */
const terms = [
  '维保 年检 食安 市监 消保 消法 抽检 电商 网购 知产 强检 药监 质监 特设 特检 初审 复审 终审 政务公开',
  '三审 图解 小微 小微企业 维保单位 使用单位 检验机构 生产许可证 预付卡 辣条 粽子 选粽 月饼 明厨亮灶 临期 复检 不合格 征求意见 征集',
  '采纳 采纳情况 批次 监督抽检 风险监测 消费提示 警示 提示 盲盒 直播带货 职业打假 索证索票 进货查验 食品摊贩 小作坊 小餐饮',
  '扶梯 自动扶梯 困人 电梯困人 缺斤少两 短斤缺两 短斤少两 保健品 无理由 退一赔三 假一赔十 双随机 你点我检 有奖问答',
  '不同意 不支持 不赞成 不反对 不合理 不应该 不需要 不愿意 不满意 不安全 不公开 不予 不得 不准 不能 不要 不达标 未公示 未检验 未取得 未标注 没有 无证 无照 无关',
]

/** Own words in the dictionary's format: word, frequency, part of speech. */
export const ownTerms = terms
  .flatMap((line) => line.split(' '))
  .map((word) => `${word} 20000 n\n`)
  .join('')

/**
 * Ways to say one thing. A text that holds one form of a group is indexed, and asked, as if it held them all.
 * Two-character forms count only as a word of their own (青年检察官 holds no 年检), longer ones wherever they stand.
 */
export const synonymGroups: readonly (readonly string[])[] = [
  ['维保', '维护保养'],
  ['年检', '定期检验'],
  ['食安', '食品安全'],
  ['市监', '市场监管', '市场监督管理'],
  ['消保', '消费者权益保护'],
  ['消法', '消费者权益保护法'],
  ['特设', '特种设备'],
  ['特检', '特种设备检验'],
  ['抽检', '抽样检验'],
  ['电商', '电子商务'],
  ['网购', '网络购物'],
  ['知产', '知识产权'],
  ['强检', '强制检定'],
  ['药监', '药品监管', '药品监督管理'],
  ['质监', '质量监督'],
  ['扶梯', '自动扶梯'],
  ['个体户', '个体工商户'],
  ['保健品', '保健食品'],
  ['奶粉', '乳粉'],
  ['外卖', '网络餐饮'],
  ['缺斤少两', '短斤缺两', '短斤少两'],
  ['七天无理由', '七日无理由', '7天无理由', '7日无理由'],
]
