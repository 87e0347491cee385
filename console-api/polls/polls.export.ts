import { type CheckState, isShown, placeholder } from '../../src/modules/moderation'
import type { Ballot, Poll } from '../../src/modules/polls'
import { formatShanghai } from '../../src/platform/calendar'
import type { Cell, SheetSource } from '../../src/platform/sheets'
import { maskPersonal } from '../../src/platform/text'

const periodWords: Record<string, string> = { poll: '本期', stall: '点检日' }

/** States of the texts of these ballots; one that nobody has looked at is absent. */
export type StatesOf = (ballotIds: readonly string[]) => Promise<ReadonlyMap<string, CheckState>>

/**
 * One row a ballot, without any trace of who cast it; the receipt is one, as the voter knows it. What was written by
 * hand is masked, and not shown before it has passed the check.
 */
export function ballotSheet(
  poll: Poll,
  ballots: AsyncIterable<Ballot>,
  names: { divisions: ReadonlyMap<string, string>; stalls: ReadonlyMap<string, string> },
  statesOf: StatesOf,
): SheetSource {
  const labels = new Map(poll.questions.flatMap((q) => q.options.map((o) => [o.id, o.label] as const)))
  return {
    name: '选票',
    header: [
      '序号',
      '投票时间',
      '期次',
      '辖区',
      '渠道',
      '现场填写时间',
      ...poll.questions.map((q) => q.text),
    ],
    rows: rows(),
  }

  async function* rows(): AsyncGenerator<Cell[]> {
    let number = 0
    for await (const { ballot, state } of withStates(ballots, statesOf)) {
      number++
      yield [
        number,
        formatShanghai(ballot.castAt),
        periodWords[ballot.period] ?? ballot.period,
        ballot.divisionId ? (names.divisions.get(ballot.divisionId) ?? '') : '',
        ballot.stallId ? `现场：${names.stalls.get(ballot.stallId) ?? ''}` : '微信',
        ballot.writtenAt === null ? '' : formatShanghai(ballot.writtenAt),
        ...poll.questions.map((q) => {
          const answer = ballot.answers.find((a) => a.questionId === q.id)
          return answer?.text !== undefined
            ? isShown(state)
              ? maskPersonal(answer.text)
              : placeholder(state)
            : (answer?.optionIds ?? []).map((o) => labels.get(o) ?? o).join('；')
        }),
      ]
    }
  }
}

const CHUNK = 500

async function* withStates(
  ballots: AsyncIterable<Ballot>,
  statesOf: StatesOf,
): AsyncGenerator<{ ballot: Ballot; state: CheckState | undefined }> {
  let chunk: Ballot[] = []
  async function* told() {
    const written = chunk.filter((b) => b.answers.some((a) => a.text !== undefined)).map((b) => b.id)
    const states = await statesOf(written)
    for (const ballot of chunk) yield { ballot, state: states.get(ballot.id) }
    chunk = []
  }
  for await (const ballot of ballots) {
    chunk.push(ballot)
    if (chunk.length === CHUNK) yield* told()
  }
  yield* told()
}
