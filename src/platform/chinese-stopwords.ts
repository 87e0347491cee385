/**
 * Words that carry no subject. Negations (不, 没, 无, 未, 别, 勿, 非, 莫 and words built on them) are left out
 * on purpose: published stop lists contain them, and dropping them turns 不同意 into 同意.
 */
const lines = [
  '的 地 得 了 着 过 吗 呢 吧 啊 呀 哦 嗯 嘛 啦 哪 么 之 乎 者 也 矣 哉 兮 所 而 且 则 与 及 或 并 但 却 虽 因 故 若 如',
  '和 跟 同 以 于 在 从 自 由 到 向 往 对 把 被 让 给 为 比 按 照 据 就 才 又 再 还 都 很 太 更 最 极 较 挺 真 只 仅',
  '是 有 会 能 要 想 说 看 来 去 上 下 中 里 内 外 前 后 间 这 那 此 其 该 每 各 某 本 个 些 第 等 请 您 你 我 他 她 它',
  '我们 你们 他们 她们 它们 咱们 大家 自己 别人 人家 本人 本局 我局 咱 俺',
  '这个 那个 这些 那些 这里 那里 这儿 那儿 这样 那样 这么 那么 此外 其中 其他 其它 其余 另外 有的 有些 某些 每个 各个',
  '什么 怎么 怎样 如何 怎么样 怎么办 为什么 为何 哪里 哪儿 哪些 哪个 谁 何时 何处 几时 多少 多久 几个 是否 可否 能否',
  '请问 你好 您好 谢谢 麻烦 帮忙 帮我 告诉 告诉我 知道 想知道 我想 想问 问一下 咨询一下 一下 一下子 有没有 是不是 能不能 可不可以',
  '可以 能够 可能 应该 应当 需要 必须 已经 正在 将要 曾经 一直 总是 经常 常常 有时 马上 立刻 刚刚 现在 目前 今天 明天 昨天 当前',
  '因为 所以 因此 由于 于是 从而 然而 但是 可是 不过 而且 并且 或者 还是 以及 如果 假如 要是 只要 只有 虽然 尽管 即使 既然 无论 不管',
  '然后 接着 首先 其次 最后 同时 例如 比如 譬如 包括 关于 对于 根据 依据 按照 依照 通过 经过 随着 为了 作为 至于 除了 以下 以上 下列 上述 有关 相关',
  '就是 也是 都是 还有 也有 就要 不仅 不但 而是 甚至 尤其 特别 非常 十分 比较 更加 越来越 一些 一种 一个 一样 一般 一定 一起 所有 全部 任何 之间 之前 之后 以前 以后 以来 左右',
]

/** Compared after normalisation (simplified, lower case). */
export const stopWords: ReadonlySet<string> = new Set([
  ...lines.flatMap((line) => line.split(' ')),
  ...'a an the of to in on at by for and or is are was were be as it this that with from'.split(' '),
])
