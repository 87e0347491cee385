/**
 * What turns a text into another one by a word: two wordings that differ in one of these are no duplicates, however
 * alike the rest is. Each line is one class; forms before `=` stand for the same. Own list: quantities, directions and
 * grades as drafts and comments on them use them.
 */
const classes: readonly (readonly (readonly string[])[])[] = [
  [
    ['提高', '上调', '增加', '延长', '加大', '放宽', '扩大', '提升', '推迟', '延后', '加重', '从重', '上浮'],
    ['降低', '下调', '减少', '缩短', '压缩', '收紧', '缩小', '提前', '减轻', '从轻', '下浮', '削减'],
  ],
  [
    [
      '过低',
      '太低',
      '过短',
      '太短',
      '过轻',
      '太轻',
      '过少',
      '太少',
      '过松',
      '太宽',
      '过宽',
      '太松',
      '太急',
      '太紧',
      '偏低',
    ],
    [
      '过高',
      '太高',
      '过长',
      '太长',
      '过重',
      '太重',
      '过多',
      '太多',
      '过严',
      '太严',
      '太慢',
      '过慢',
      '太苛刻',
      '偏高',
    ],
  ],
  [
    ['支持', '赞成', '同意', '赞同', '拥护', '认同', '欢迎'],
    ['反对', '抵制', '抗议'],
  ],
  [
    ['保留', '维持', '坚持'],
    ['取消', '删除', '删去', '撤销', '废止', '去掉'],
  ],
  [
    ['允许', '准许', '可以'],
    ['禁止', '严禁', '不得', '不许', '不准'],
  ],
  [
    ['强制', '必须'],
    ['自愿', '鼓励', '倡导'],
  ],
  [['红色'], ['黄色'], ['蓝色'], ['橙色']],
  [['a级'], ['b级'], ['c级'], ['d级']],
  [
    ['开门', '开市', '开始'],
    ['关门', '收市', '收摊', '结束'],
  ],
  [
    ['早上', '早晨', '上午', '凌晨'],
    ['晚上', '傍晚', '夜里', '下午'],
  ],
  [
    ['以上', '至少', '不少于', '不低于'],
    ['以下', '至多', '不超过', '不高于', '最多'],
  ],
  [['记名卡'], ['不记名卡']],
  [['周一'], ['周二'], ['周三'], ['周四'], ['周五'], ['周六'], ['周日', '周末']],
  [['第一款'], ['第二款'], ['第三款']],
]

const members = classes.map((groups) =>
  groups.map((forms) => new RegExp([...forms].sort((a, b) => b.length - a.length).join('|'))),
)
/** 不记名卡 holds 记名卡 and is another thing. */
const nested = /不记名卡/g

/** For each class the forms that stand in a text, as bits. */
export function classesIn(plain: string): number[] {
  const text = plain.replace(nested, '匿名卡')
  return members.map((groups) =>
    groups.reduce((bits, pattern, i) => (pattern.test(text) ? bits | (1 << i) : bits), 0),
  )
}

const bounds = /不(?:少于|低于|超过|高于|满|仅|但|然|过|断|足|管|论|同|许|准|得不)/g
const negation = /不|没|未|无|非(?!常)|勿|别(?!人|的|处|墅)|莫|难以/g

/** How often a text denies: 不少于 and 不仅 deny nothing. */
export const denials = (plain: string): number => (plain.replace(bounds, '').match(negation) ?? []).length

/** Who somebody is and what happened to him: it differs from letter to letter and changes nothing in what is asked. */
export const narrative =
  /我|本人|本店|本公司|我司|俺|去年|今年|前年|昨天|前天|上周|上个?月|近\d|多年|曾|家里|损失了?/

/** Where something is asked for, every amount counts. */
export const asking = /建议|希望|应当|应该|恳请|请求|呼吁|改为|改成|第\d+条|支持|反对|同意|赞成/

/** Said to be polite. */
export const courtesy =
  /尊敬的\p{Script=Han}{0,12}?(?:领导|同志|局|们)?(?:领导|同志)?[:,，：]?|(?:各位|敬爱的)?(?:领导|同志)们?(?:好)?[:,，：]|您好|你好|谢谢(?:你们|您|领导|大家)?|感谢(?:你们|您)?|此致|敬礼|辛苦了|拜托了?|麻烦了|望采纳|敬请采纳|请采纳|以上(?:是|为)我的?(?:意见|建议)|[啊吧呢呀哦啦嘛哈]+$/gu

/** Ways to begin a request and to join words: one stands for another. */
export const littleWords: ReadonlySet<string> = new Set(
  '将 把 由 从 改 改成 改为 修改 修改为 调整 调整为 建议 希望 恳请 请 请求 望 应 应当 应该 的话 了 为 到 至 一下 真的 实在 我们 本人 市局'.split(
    ' ',
  ),
)
