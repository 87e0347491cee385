import { contentHashOf, type NewPoll, type Poll, pollTemplates } from '../../src/modules/polls'
import { stageOf } from '../../src/modules/sampling'
import type { Office } from '../../src/office'
import { instantOf, rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import { notFound } from '../../src/platform/problem'
import { csvStream, xlsxStream } from '../../src/platform/sheets'
import {
  closePoll,
  createPoll,
  editPoll,
  exportPoll,
  followUpPoll,
  listPollTemplates,
  listStaffPolls,
  openPoll,
  pollsThisYear,
  pollTally,
  readStaffPoll,
} from './polls.contract'
import { ballotSheet } from './polls.export'
import { presentStaffTally } from './polls.present'
import { presentStalls } from './stalls.present'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function staffPollRoutes(counter: Counter, office: Office): void {
  const { samplingReads, samplingRules, pollsWithoutResults } = office
  const { polls, pollReads, stalls, publicationReads, divisions, heldTexts, staff, database } = office
  const present = (p: Poll) => ({
    id: p.id,
    title: p.title,
    intro: p.intro,
    opensAt: rfc3339(p.opensAt),
    closesAt: rfc3339(p.closesAt),
    state: pollReads.state(p),
    votesPer: p.votesPer,
    questions: p.questions,
    loop: p.loop,
    authorId: p.authorId,
    contentHash: contentHashOf(p),
  })
  const samplingOf = async (poll: Poll) => {
    const plan = await samplingReads.ofPoll(poll.id)
    return {
      rule: plan?.rule ?? (await samplingRules.ruleOf(poll)),
      plan: plan && { id: plan.id, number: plan.number, stage: stageOf(plan, null) },
      overdueDays: (await pollsWithoutResults.of(poll))?.days ?? null,
    }
  }
  const titled = async (id: string | undefined) => {
    if (id === undefined) return null
    try {
      return { id, title: (await publicationReads.find(id)).version.title }
    } catch (error) {
      if (notFound.is(error)) return null
      throw error
    }
  }
  const divisionNames = async () => new Map((await divisions.list()).map((d) => [d.id, d.name]))

  counter.serve(listStaffPolls, async ({ query }) => {
    const { items, nextCursor } = await pollReads.list({ ...query, drafts: true })
    const counts = await pollReads.counts(items)
    const names = await staff.namesOf(
      database.reads,
      items.map((p) => p.authorId),
    )
    const told = (p: Poll) => ({ author: names.get(p.authorId) ?? '', ballots: counts.get(p.id) ?? 0 })
    return { items: items.map((p) => ({ ...present(p), ...told(p) })), nextCursor }
  })
  counter.serve(listPollTemplates, async () => ({ items: pollTemplates }))
  counter.serve(pollsThisYear, async ({ query }) => {
    const year = query.year ?? pollReads.currentYear()
    return { year, ...(await pollReads.ofYear(year)) }
  })
  counter.serve(readStaffPoll, async ({ caller, params }) => {
    const poll = await pollReads.find(params.id, true)
    const { tally } = await pollReads.tally(params.id, true)
    const ids = [poll.authorId, ...(poll.openedBy ? [poll.openedBy] : [])]
    const names = await staff.namesOf(database.reads, ids)
    const named = (id: string | null) => names.get(id ?? '') ?? ''
    return {
      ...present(poll),
      author: named(poll.authorId),
      createdAt: rfc3339(poll.createdAt),
      opened: poll.openedAt === null ? null : { at: rfc3339(poll.openedAt), by: named(poll.openedBy) },
      closedAt: poll.frozenAt === null ? null : rfc3339(poll.frozenAt),
      ballots: tally.ballots,
      followUp: { plan: await titled(poll.loop.plan), results: await titled(poll.loop.results) },
      sampling: await samplingOf(poll),
      allowed: pollReads.allowed(caller, poll),
    }
  })
  counter.serve(createPoll, async ({ caller, body }) => present(await polls.createPoll(caller, pollOf(body))))
  counter.serve(editPoll, async ({ caller, params, body: { contentHash, ...body } }) =>
    present(await polls.editPoll(caller, params.id, pollOf(body), contentHash)),
  )
  counter.serve(openPoll, async ({ caller, params, body }) =>
    present(await polls.openPoll(caller, params.id, body.contentHash)),
  )
  counter.serve(closePoll, async ({ caller, params }) => present(await polls.closePoll(caller, params.id)))
  counter.serve(followUpPoll, async ({ caller, params, body }) =>
    present(await polls.followUp(caller, params.id, body)),
  )
  counter.serve(pollTally, async ({ params, query }) => {
    // Read first: at no moment can there be more ballots at stalls than in all.
    const stall = await pollReads.atStalls(params.id)
    const tally = await pollReads.tally(params.id, true)
    const names = query.by === 'division' ? await divisionNames() : new Map<string, string>()
    const series = query.by ? await pollReads.series(params.id, query.by) : undefined
    if (query.by === 'division') {
      const counted = new Set(series?.map((s) => s.key))
      // Residents choose among the counties: one without a ballot is told too.
      for (const { id, kind } of await divisions.list())
        if (kind === 'county' && !counted.has(id)) series?.push({ key: id, ballots: 0 })
    }
    return {
      ...presentStaffTally(tally),
      channels: { wechat: tally.tally.ballots - stall, stall },
      series: series?.map((s) => ({
        ...s,
        label: s.key === 'none' ? '未填写' : (names.get(s.key) ?? s.key),
      })),
      ...(query.include === 'stalls' && {
        stalls: await presentStalls(office, await stalls.list(params.id)),
      }),
    }
  })
  counter.serve(exportPoll, async ({ params, query }) => {
    const { poll, tally } = await pollReads.tally(params.id, true)
    const names = { divisions: await divisionNames(), stalls: await stalls.namesOf(poll.id) }
    const sheet = ballotSheet(poll, pollReads.ballots(poll.id), names, (ids) =>
      heldTexts.statesOf('ballot', ids),
    )
    const csv = query.format === 'csv'
    return answer({
      raw: {
        content: csv ? csvStream(sheet) : xlsxStream(sheet),
        contentType: csv ? 'text/csv; charset=utf-8' : XLSX,
        filename: `${poll.title}.${query.format}`,
      },
      headers: { 'X-Row-Count': String(tally.ballots) },
    })
  })
}

type Written = Omit<NewPoll, 'opensAt' | 'closesAt' | 'questions'> & {
  opensAt: string
  closesAt: string
  questions: (Omit<NewPoll['questions'][number], 'options'> & { options: (string | { label: string })[] })[]
}

function pollOf(body: Written): NewPoll {
  return {
    ...body,
    opensAt: instantOf(body.opensAt),
    closesAt: instantOf(body.closesAt),
    questions: body.questions.map((q) => ({
      ...q,
      options: q.options.map((o) => (typeof o === 'string' ? o : o.label)),
    })),
  }
}
