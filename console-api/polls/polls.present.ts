import { type PollTally, ranking } from '../../src/modules/polls'
import { rfc3339 } from '../../src/platform/clock'

/** As residents see it, with labels and ranks. */
export function presentStaffTally({ poll, asOf, final, tally }: PollTally) {
  const votes = new Map(Object.entries(tally.options))
  return {
    pollId: poll.id,
    asOf: rfc3339(asOf),
    final,
    ballots: tally.ballots,
    questions: poll.questions
      .filter((q) => q.kind === 'choice')
      .map((q) => ({ questionId: q.id, options: ranking(q, votes) })),
  }
}
