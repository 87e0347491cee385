import { z } from 'zod'
import { type Poll, ranking } from '../src/modules/polls'
import { formatShanghai } from '../src/platform/calendar'
import { dialogue, LEAVE, type Reply, type Turn } from './dialogue'
import { choiceIn, numbersIn } from './reading'
import { short } from './wording'

const state = z.object({ ids: z.array(z.string()) })
type State = z.infer<typeof state>

const LISTED = 6
const BEST = 5

/** 结果: how the polls stand, or ended. */
export const results = dialogue<State>({
  topic: 'results',
  state,

  async begin(turn) {
    const { items } = await turn.office.pollReads.list({ limit: 20 })
    const shown = items.filter((poll) => turn.office.pollReads.state(poll) !== 'planned').slice(0, LISTED)
    if (shown.length === 0) return { text: '还没有可以公布的投票结果。', state: null }
    return tellResults(turn, shown, shown[0] as Poll)
  },

  async go(turn, { ids }) {
    const id = ids[(choiceIn(turn.words, ids.length) ?? 0) - 1]
    if (id === undefined && numbersIn(turn.words) === null) return null
    if (id === undefined)
      return { text: `请回复 1 到 ${ids.length} 之间的一个数字，看另一期的结果。${LEAVE}`, state: { ids } }
    const shown = await Promise.all(ids.map((one) => turn.office.pollReads.find(one)))
    return tellResults(turn, shown, shown.find((poll) => poll.id === id) as Poll)
  },

  back: async (turn, { ids }) =>
    tellResults(turn, await Promise.all(ids.map((one) => turn.office.pollReads.find(one)))),
})

/** One poll's votes, then what else there is to see. */
export async function tellResults(
  { office }: Pick<Turn, 'office'>,
  shown: readonly Poll[],
  poll = shown[0] as Poll,
): Promise<Reply> {
  const { tally, final, asOf } = await office.pollReads.tally(poll.id)
  const counting = await office.countingReads.of(poll.id, tally)
  const votes = new Map(Object.entries(tally.options))
  const choices = poll.questions.filter((q) => q.kind === 'choice')
  const best = choices.slice(0, 2).map((question) => {
    const lines = ranking(question, votes)
      .filter((o) => o.votes > 0)
      .slice(0, BEST)
      .map((o) => `第${o.rank}名 ${short(o.label, 16)} ${o.votes}票`)
    return [short(question.text, 40), ...(lines.length > 0 ? lines : ['还没有人投票'])].join('\n')
  })
  const others = shown.length > 1 ? shown.map((p, i) => `${i + 1}. ${short(p.title, 24)}`) : []
  const when = final ? '最终结果' : `截至 ${formatShanghai(asOf)}`
  return {
    text: [
      `《${short(poll.title, 40)}》`,
      `${when}，共 ${tally.ballots} 人次投票。`,
      ...(counting && counting.aside.ballots > 0
        ? [
            `其中 ${counting.aside.ballots} 票按公平计票规则另列，不含它们是 ${counting.counted.ballots} 票，详见投票页。`,
          ]
        : []),
      ...best,
      ...(others.length > 0 ? ['', '回复数字看其他期：', ...others] : []),
    ].join('\n'),
    state: { ids: shown.map((p) => p.id) },
  }
}
