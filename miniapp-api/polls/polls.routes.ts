import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import { castBallot, listMyBallots, listPolls, readMyBallot, readPoll, readTally } from './polls.contract'
import { presentAside, presentCounting, presentPoll, presentReceipt, presentTally } from './polls.present'

export function pollRoutes(
  counter: Counter,
  { ballotBox, ballotTraces, pollReads, countingReads }: Office,
): void {
  counter.serve(listPolls, async ({ query }) => {
    const { items, nextCursor } = await pollReads.list(query)
    return { items: items.map((p) => presentPoll(p, pollReads.state(p))), nextCursor }
  })
  counter.serve(readPoll, async ({ params }) => {
    const poll = await pollReads.find(params.id)
    const paper = await ballotTraces.stamp(poll)
    return { ...presentPoll(poll, pollReads.state(poll)), ...(paper !== null && { paper }) }
  })
  counter.serve(castBallot, async ({ caller, params, body, request }) => {
    const origin = { address: request.address, agent: request.agent, paper: body.paper }
    const { ballot, isNew } = await ballotBox.castBallot(caller, params.id, body.answers, origin)
    return answer({ status: isNew ? 201 : 200, body: presentReceipt(ballot) })
  })
  counter.serve(readMyBallot, async ({ caller, params }) => {
    const ballot = await pollReads.myBallot(caller, params.id)
    const aside = presentAside(await countingReads.ofBallot(ballot.id))
    return { ...presentReceipt(ballot), answers: ballot.answers, ...(aside.length > 0 && { aside }) }
  })
  counter.serve(readTally, async ({ params }) => {
    const told = await pollReads.tally(params.id)
    const counting = await countingReads.of(params.id, told.tally)
    return { ...presentTally(told), ...(counting && { counting: presentCounting(told.poll, counting) }) }
  })
  counter.serve(listMyBallots, async ({ caller, query }) => {
    const { items, nextCursor } = await pollReads.myBallots(caller, query)
    return {
      items: items.map((b) => ({
        ballotId: b.id,
        pollId: b.pollId,
        pollTitle: b.pollTitle,
        castAt: rfc3339(b.castAt),
        receipt: b.receipt,
      })),
      nextCursor,
    }
  })
}
