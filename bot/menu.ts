import type { Menu } from '../src/platform/wechat/menu'

/** A button says the same as the sentence behind it. */
export const sentenceOfKey: Readonly<Record<string, string>> = {
  vote: '投票',
  quiz: '答题',
  comment: '征求意见',
  results: '结果',
  interpretations: '解读',
  help: '帮助',
}

const click = (name: string, key: keyof typeof sentenceOfKey & string) => ({
  type: 'click' as const,
  name,
  key,
})

/** The menu of the 服务号, as `menu/create` takes it. */
export const menu = {
  button: [
    {
      name: '我要参与',
      sub_button: [click('你点我检', 'vote'), click('有奖问答', 'quiz'), click('征求意见', 'comment')],
    },
    { name: '我要看', sub_button: [click('投票结果', 'results'), click('政策解读', 'interpretations')] },
    click('帮助', 'help'),
  ],
} satisfies Menu
