import { allowedActs } from '../../src/modules/publications'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import { presentOverride } from '../reviews/reviews.present'
import { replyWithSheet } from '../reviews/reviews.routes'
import {
  createPublication,
  editPublication,
  listStaffPublications,
  overrideFinding,
  publish,
  readReviewSheet,
  readStaffPublication,
  signOff,
  submitForReview,
  withdraw,
} from './publications.contract'
import { presentDesk, presentItem, presentSaved } from './publications.present'

const subjectOf = (id: string) => ({ type: 'publication', id })

export function staffPublicationRoutes(counter: Counter, office: Office): void {
  const {
    publications,
    publishing,
    publicationReads,
    publicationDesk,
    reviewReads,
    divisions,
    staff,
    database,
  } = office
  /** Of every division, and of the authors asked for. */
  const namesFor = async (authorIds: string[]) =>
    new Map([
      ...(await divisions.list()).map((d) => [d.id, d.name] as const),
      ...(await staff.namesOf(database.reads, authorIds)),
    ])

  counter.serve(listStaffPublications, async ({ caller, query: { author, mine, ...page } }) => {
    const authorId = author === 'me' ? caller.id : author
    const filter = { ...page, authorId, toReview: mine === 'to_review' }
    const { items, nextCursor } = await publicationDesk.list(caller, filter)
    const names = await namesFor(items.map((p) => p.authorId))
    return { items: items.map((p) => presentItem(p, names)), nextCursor }
  })
  counter.serve(readStaffPublication, async ({ caller, params }) => {
    const publication = await publicationReads.findAny(params.id)
    const mySteps = await publicationDesk.mySteps(caller, publication)
    const subject = subjectOf(params.id)
    const desk = {
      publication,
      findings: publications.findings(publication),
      overrides: await reviewReads.overrides(subject, publication.contentHash),
      standing: await reviewReads.standing(subject),
      versions: await publicationReads.versionsOf(params.id),
      mySteps,
      relatedTitle: await publicationReads.titleOf(publication.content.relatedDocumentId ?? ''),
      allowed: allowedActs(caller, publication, mySteps),
    }
    return presentDesk(desk, await namesFor([publication.authorId]))
  })
  counter.serve(createPublication, async ({ caller, body }) =>
    presentSaved(await publications.createPublication(caller, body)),
  )
  counter.serve(editPublication, async ({ caller, params, body: { contentHash, ...input } }) =>
    presentSaved(await publications.editPublication(caller, params.id, input, contentHash)),
  )
  counter.serve(submitForReview, async ({ caller, params, body }) => {
    const submitted = await publications.submitForReview(caller, params.id, body.major)
    const { sheetNumber, round } = submitted.sheet
    return { ...presentSaved(submitted), sheetNumber, round }
  })
  counter.serve(signOff, async ({ caller, params, body }) => {
    const { publication, sheet } = await publications.signOff(caller, params.id, body)
    const { id, state, contentHash } = publication
    return { id, state, contentHash, sheetNumber: sheet.sheetNumber }
  })
  counter.serve(overrideFinding, async ({ caller, params, body }) => {
    await publications.overrideFinding(caller, params.id, body)
    const overrides = await reviewReads.overrides(subjectOf(params.id), body.contentHash)
    return { overrides: overrides.map(presentOverride) }
  })
  counter.serve(publish, async ({ caller, params, body }) => {
    const { publication, version, campaignId } = await publishing.publish(caller, params.id, body)
    return {
      publishedAt: rfc3339(publication.publishedAt ?? version.publishedAt),
      correctedAt: publication.correctedAt === null ? undefined : rfc3339(publication.correctedAt),
      campaignId: campaignId ?? undefined,
    }
  })
  counter.serve(withdraw, async ({ caller, params, body }) => {
    const { id, state, withdrawnAt } = await publishing.withdraw(caller, params.id, body.reason)
    return answer({ body: { id, state, withdrawnAt: rfc3339(withdrawnAt ?? 0) } })
  })
  counter.serve(readReviewSheet, ({ params, request }) =>
    replyWithSheet(office, subjectOf(params.id), request.accept),
  )
}
