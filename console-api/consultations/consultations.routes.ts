import { type Consultation, canReadComments } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import { instantOf } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { type AnalysisServices, analysisOf, FIRST_GROUPS } from './analysis.routes'
import {
  closeConsultation,
  consultationsThisYear,
  createConsultation,
  listStaffConsultations,
  openConsultation,
  readStaffConsultation,
  uploadDraft,
} from './consultations.contract'
import {
  presentStaffConsultation,
  presentStaffDraft,
  presentTotals,
  presentUpload,
} from './consultations.present'

type Services = AnalysisServices & Pick<Office, 'consultations' | 'drafting'>

export function staffConsultationRoutes(counter: Counter, services: Services): void {
  const { consultations, consultationReads, drafting } = services
  const present = (c: Consultation) =>
    presentStaffConsultation(c, consultationReads.state(c), consultationReads.isReportOverdue(c))

  counter.serve(listStaffConsultations, async ({ query }) => {
    const { items, nextCursor } = await consultationReads.list({ ...query, drafts: true })
    const progress = await consultationReads.progress(items)
    return { items: items.map((c) => ({ ...present(c), ...progress(c.id) })), nextCursor }
  })
  counter.serve(consultationsThisYear, async ({ query }) => {
    const year = query.year ?? consultationReads.currentYear()
    return { year, ...(await consultationReads.summary(year)) }
  })
  counter.serve(createConsultation, async ({ caller, body }) =>
    present(
      await consultations.createConsultation(caller, {
        ...body,
        opensAt: instantOf(body.opensAt),
        closesAt: instantOf(body.closesAt),
      }),
    ),
  )
  counter.serve(readStaffConsultation, async ({ caller, params, query }) => {
    const consultation = await consultationReads.find(params.id, true)
    const isAnalysed =
      query.include === 'analysis' && consultation.openedAt !== null && canReadComments(caller)
    return {
      ...present(consultation),
      draft: presentStaffDraft(await consultationReads.draft(params.id)),
      totals: presentTotals(await consultationReads.counters(consultation)),
      analysis: isAnalysed ? await analysisOf(services, consultation, FIRST_GROUPS) : null,
    }
  })
  counter.serve(uploadDraft, async ({ caller, params, body, upload }) =>
    presentUpload(await drafting.uploadDraft(caller, params.id, upload ?? body)),
  )
  counter.serve(openConsultation, async ({ caller, params }) =>
    present(await consultations.openConsultation(caller, params.id)),
  )
  counter.serve(closeConsultation, async ({ caller, params }) =>
    present(await consultations.closeConsultation(caller, params.id)),
  )
}
