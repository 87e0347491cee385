import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import {
  invite,
  inviteSegment,
  listCommonProblems,
  noteInvitedAnswer,
  readCoverage,
  removeInvitation,
} from './coverage.contract'

type Services = Pick<Office, 'coverageReads' | 'commonProblems' | 'invitations' | 'consultationReads'>

export function coverageRoutes(counter: Counter, office: Services): void {
  const { coverageReads, commonProblems, invitations, consultationReads } = office

  counter.serve(readCoverage, async ({ params }) => {
    const consultation = await consultationReads.find(params.id, true)
    const { invitations: items, ...coverage } = await coverageReads.coverage(consultation)
    return {
      ...coverage,
      silent: coverage.articles.filter((a) => a.comments === 0).length,
      invitations: items.map((i) => ({
        id: i.id,
        name: i.name,
        group: i.writerGroup,
        way: i.way,
        invitedOn: i.invitedOn,
        answeredOn: i.answeredOn,
        commentId: i.commentId,
        campaignId: i.campaignId,
        invited: i.invited,
        answered: i.answered,
      })),
      invited: items.reduce((n, i) => n + i.invited, 0),
      answered: items.reduce((n, i) => n + i.answered, 0),
    }
  })
  counter.serve(listCommonProblems, async () => ({
    items: (await commonProblems.list()).map((p) => ({ ...p, lastAt: rfc3339(p.lastAt) })),
  }))
  counter.serve(invite, async ({ caller, params, body }) => ({
    id: (await invitations.invite(caller, params.id, body)).id,
  }))
  counter.serve(inviteSegment, async ({ caller, params, body }) => {
    const { id, campaignId } = await invitations.inviteSegment(caller, params.id, body)
    return { id, campaignId: campaignId ?? '' }
  })
  counter.serve(noteInvitedAnswer, async ({ caller, params, body: { answeredOn, commentId } }) => {
    const answer = answeredOn === null ? null : { answeredOn, commentId }
    await invitations.noteAnswer(caller, params.id, params.invitationId, answer)
  })
  counter.serve(removeInvitation, ({ caller, params }) =>
    invitations.remove(caller, params.id, params.invitationId),
  )
}
