/** What the account says of itself, and the sentences it knows. */
const SENTENCES = [
  '投票　　—— 你点我检，点您想检的食品',
  '答题　　—— 有奖问答',
  '奖品　　—— 看是否中奖、怎样领奖',
  '征求意见 —— 对正在起草的文件提意见',
  '结果　　—— 看投票结果',
  '解读 + 几个字 —— 查政策解读，例如“解读 预付卡”',
]

export const helpText = [
  '您可以回复：',
  ...SENTENCES,
  '也可以直接提问，例如“网购七天无理由退货怎么退”。答案只来自已经公开发布的内容，并附上出处；查不到的，会转给工作人员并给您编号，回复“留言”看进展。',
  '随时回复“返回”退一步，回复“取消”退出，回复“帮助”看这段话。',
].join('\n')

export const welcomeText = `您好，欢迎关注！这里是市场监督管理局的服务号：您说，我们听；您问，我们答。\n\n${helpText}`

export const cancelledText = '好的，已经退出。回复“帮助”看看还能做什么。'

/** Pictures, voice, places: nothing here can read them. */
export const onlyTextText = '抱歉，这里只看得懂文字。请把想说的打成字发过来，或回复“帮助”。'
