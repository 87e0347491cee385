import { allowedOn, canPropose, ruleWords, type SetAside, type View } from '../../src/modules/counting'
import type { StaffActor } from '../../src/modules/staff'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { approveAside, proposeAside, readCounting, restoreAside } from './counting.contract'
import { presentStaffTally } from './polls.present'

export function staffCountingRoutes(counter: Counter, office: Office): void {
  const { pollReads, countingReads, settingAside, staff, database } = office
  const present = async (caller: StaffActor, acts: readonly SetAside[]) => {
    const ids = acts.flatMap((a) => [a.proposedBy, a.approvedBy, a.endedBy].filter((id) => id !== null))
    const names = await staff.namesOf(database.reads, ids)
    const by = (id: string | null) => names.get(id ?? '') ?? ''
    return acts.map((act) => ({
      id: act.id,
      number: act.number,
      rule: act.rule,
      ruleName: ruleWords[act.rule].name,
      state: act.state,
      reason: act.reason,
      ballots: act.ballots,
      setHash: act.setHash,
      proposed: { at: rfc3339(act.proposedAt), by: by(act.proposedBy) },
      approved: act.approvedAt === null ? null : { at: rfc3339(act.approvedAt), by: by(act.approvedBy) },
      ended:
        act.endedAt === null
          ? null
          : { at: rfc3339(act.endedAt), by: by(act.endedBy), reason: act.endReason ?? '' },
      allowed: allowedOn(caller, act),
    }))
  }
  const one = async (caller: StaffActor, act: SetAside) => (await present(caller, [act]))[0]

  counter.serve(readCounting, async ({ caller, params }) => {
    const looked = await countingReads.view(caller, params.id)
    const { view = null, looking = null } = looked ?? {}
    const told = await pollReads.tally(params.id)
    const counting = await countingReads.of(params.id, told.tally)
    const tallyOf = (tally: typeof told.tally) => {
      const { ballots, questions } = presentStaffTally({ ...told, tally })
      return { ballots, questions }
    }
    return {
      pollId: params.id,
      title: told.poll.title,
      final: told.final,
      complete: tallyOf(told.tally),
      counted: tallyOf(counting?.counted ?? told.tally),
      aside: counting?.aside.ballots ?? 0,
      revision: counting?.revision ?? 0,
      view: view && presentView(view),
      looking: looking && { since: rfc3339(looking.since), percent: looking.percent },
      acts: await present(caller, await countingReads.acts(params.id)),
      canPropose: looked !== null && canPropose(caller),
    }
  })
  counter.serve(proposeAside, async ({ caller, params, body }) =>
    one(caller, await settingAside.propose(caller, params.id, body.rule, body.reason)),
  )
  counter.serve(approveAside, async ({ caller, params }) =>
    one(caller, await settingAside.approve(caller, params.id, params.actId)),
  )
  counter.serve(restoreAside, async ({ caller, params, body }) =>
    one(caller, await settingAside.restore(caller, params.id, params.actId, body.reason)),
  )
}

const MINUTE = 60_000
const span = <T extends { from: number; until: number }>(item: T) => ({
  ...item,
  from: rfc3339(item.from),
  until: rfc3339(item.until),
})

function presentView(view: View) {
  return {
    ...view,
    asOf: rfc3339(view.asOf),
    step: view.step / MINUTE,
    rules: view.rules.map(({ rule, ballots }) => ({ rule, ...ruleWords[rule], ballots })),
    pace: view.pace.map((p) => ({ from: rfc3339(p.from), ballots: p.ballots })),
    bursts: view.bursts.map(span),
    cohorts: view.cohorts.map(span),
    fresh: view.fresh.map(span),
  }
}
