import type { StallOutcome } from '../../src/modules/polls'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { statusOf } from '../../src/platform/problem'
import { presentPoll, presentReceipt } from '../polls/polls.present'
import { castStallBallots, openStall } from './stalls.contract'

export function stallRoutes(counter: Counter, { stallBox, pollReads, clock }: Office): void {
  counter.serve(openStall, async ({ body }) => {
    const { stall, poll, state, takesUntil, ballots } = await stallBox.open(body.secret)
    return {
      place: stall.place,
      label: stall.label,
      state,
      endsAt: rfc3339(stall.endsAt),
      takesUntil: rfc3339(takesUntil),
      ballots,
      ballotLimit: stall.ballotLimit,
      now: rfc3339(clock.now()),
      poll: presentPoll(poll, pollReads.state(poll)),
    }
  })
  counter.serve(castStallBallots, async ({ body }) => {
    const outcomes = await stallBox.castBallots(body.secret, body.ballots)
    return { outcomes: outcomes.map(presentOutcome) }
  })
}

function presentOutcome(outcome: StallOutcome) {
  const { key } = outcome
  if ('cast' in outcome) {
    const { ballot, isNew } = outcome.cast
    return { key, status: isNew ? 201 : 200, ...presentReceipt(ballot) }
  }
  const { kind, code, message } = outcome.refusal
  return { key, status: statusOf[kind], code, detail: message }
}
