import type { Ballot, Poll } from '../../src/modules/polls'
import { formatShanghai } from '../../src/platform/calendar'
import type { Cell, SheetSource } from '../../src/platform/sheets'
import { maskPersonal } from '../../src/platform/text'

/** One row a ballot, without any trace of who cast it; what was written by hand is masked. */
export function ballotSheet(
  poll: Poll,
  ballots: AsyncIterable<Ballot>,
  divisionNames: ReadonlyMap<string, string>,
): SheetSource {
  const labels = new Map(poll.questions.flatMap((q) => q.options.map((o) => [o.id, o.label] as const)))
  return {
    name: '选票',
    header: ['序号', '投票时间', '期次', '辖区', ...poll.questions.map((q) => q.text), '凭证'],
    rows: rows(),
  }

  async function* rows(): AsyncGenerator<Cell[]> {
    let number = 0
    for await (const ballot of ballots) {
      number++
      yield [
        number,
        formatShanghai(ballot.castAt),
        ballot.period === 'poll' ? '本期' : ballot.period,
        ballot.divisionId ? (divisionNames.get(ballot.divisionId) ?? '') : '',
        ...poll.questions.map((q) => {
          const answer = ballot.answers.find((a) => a.questionId === q.id)
          return answer?.text !== undefined
            ? maskPersonal(answer.text)
            : (answer?.optionIds ?? []).map((o) => labels.get(o) ?? o).join('；')
        }),
        ballot.receipt,
      ]
    }
  }
}
