import type { Ballot, Poll, PollState, PollTally } from '../../src/modules/polls'
import { rfc3339 } from '../../src/platform/clock'

export function presentPoll(poll: Poll, state: PollState) {
  return {
    id: poll.id,
    title: poll.title,
    intro: poll.intro,
    opensAt: rfc3339(poll.opensAt),
    closesAt: rfc3339(poll.closesAt),
    state,
    votesPer: poll.votesPer,
    questions: poll.questions,
    loop: poll.loop,
  }
}

export function presentReceipt(ballot: Ballot) {
  return { ballotId: ballot.id, castAt: rfc3339(ballot.castAt), receipt: ballot.receipt }
}

export function presentTally({ poll, asOf, final, tally, roots }: PollTally) {
  return {
    pollId: poll.id,
    asOf: rfc3339(asOf),
    final,
    ballots: tally.ballots,
    questions: poll.questions
      .filter((q) => q.kind === 'choice')
      .map((q) => ({
        questionId: q.id,
        options: q.options.map((o) => ({ optionId: o.id, votes: tally.options[o.id] ?? 0 })),
      })),
    ...(roots?.root && { root: roots.root }),
    ...(roots?.rowsRoot && { rowsRoot: roots.rowsRoot }),
  }
}
