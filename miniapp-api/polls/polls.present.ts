import { type Counting, ruleWords, type SetAside } from '../../src/modules/counting'
import type { Ballot, Counts, Poll, PollState, PollTally } from '../../src/modules/polls'
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

/** The second tally: what is counted apart, by which rule, why, and what remains without it. */
export function presentCounting(poll: Poll, { revision, changedAt, counted, aside, acts }: Counting) {
  return {
    revision,
    changedAt: rfc3339(changedAt),
    aside: aside.ballots,
    ballots: counted.ballots,
    questions: presentQuestions(poll, counted),
    acts: acts.map((act) => ({
      number: act.number,
      rule: ruleWords[act.rule].name,
      meaning: ruleWords[act.rule].meaning,
      ballots: act.ballots,
      reason: act.reason,
      approvedAt: rfc3339(act.approvedAt ?? act.proposedAt),
      ...(act.state === 'restored' &&
        act.endedAt !== null && { restoredAt: rfc3339(act.endedAt), restoreReason: act.endReason ?? '' }),
    })),
  }
}

export function presentAside(acts: readonly SetAside[]) {
  return acts.map((act) => ({
    number: act.number,
    rule: ruleWords[act.rule].name,
    meaning: ruleWords[act.rule].meaning,
    reason: act.reason,
    approvedAt: rfc3339(act.approvedAt ?? act.proposedAt),
  }))
}

function presentQuestions(poll: Poll, { options }: Counts) {
  return poll.questions
    .filter((q) => q.kind === 'choice')
    .map((q) => ({
      questionId: q.id,
      options: q.options.map((o) => ({ optionId: o.id, votes: options[o.id] ?? 0 })),
    }))
}

export function presentTally({ poll, asOf, final, tally, roots }: PollTally) {
  return {
    pollId: poll.id,
    asOf: rfc3339(asOf),
    final,
    ballots: tally.ballots,
    questions: presentQuestions(poll, tally),
    ...(roots?.root && { root: roots.root }),
    ...(roots?.rowsRoot && { rowsRoot: roots.rowsRoot }),
  }
}
