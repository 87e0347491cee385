import type { Enquiry, Faq, OpenedEnquiry } from '../../src/modules/enquiries'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import {
  answerEnquiry,
  assignEnquiry,
  createFaq,
  editFaq,
  listEnquiries,
  listStaffFaqs,
  openFaq,
  readEnquiry,
  withdrawFaq,
} from './enquiries.contract'

type Services = Pick<Office, 'enquiries' | 'enquiryReads' | 'faqs' | 'faqReads'>

export function staffEnquiryRoutes(counter: Counter, services: Services): void {
  const { enquiries, enquiryReads, faqs, faqReads } = services
  const masked = (enquiry: Enquiry) => present(enquiryReads.masked(enquiry))
  counter.serve(listEnquiries, async ({ query }) => {
    const { items, nextCursor } = await enquiryReads.list({ ...query, overdue: query.overdue === 'true' })
    return { items: items.map(present), nextCursor }
  })
  counter.serve(readEnquiry, async ({ caller, params, query }) => {
    const unmasked = query.reveal === 'true'
    if (unmasked) await enquiries.noteReveal(caller, params.id)
    return present(await enquiryReads.find(params.id, unmasked))
  })
  counter.serve(assignEnquiry, async ({ caller, params, body }) =>
    masked(await enquiries.assign(caller, params.id, body.divisionId)),
  )
  counter.serve(answerEnquiry, async ({ caller, params, body }) =>
    masked(await enquiries.answer(caller, params.id, body.answer)),
  )
  counter.serve(listStaffFaqs, async ({ query }) => {
    const { items, nextCursor } = await faqReads.list(query, true)
    return { items: items.map(presentFaq), nextCursor }
  })
  counter.serve(createFaq, async ({ caller, body }) => presentFaq(await faqs.createFaq(caller, body)))
  counter.serve(editFaq, async ({ caller, params, body }) =>
    presentFaq(await faqs.editFaq(caller, params.id, body)),
  )
  counter.serve(openFaq, async ({ caller, params }) => presentFaq(await faqs.openFaq(caller, params.id)))
  counter.serve(withdrawFaq, async ({ caller, params }) =>
    presentFaq(await faqs.withdrawFaq(caller, params.id)),
  )
}

const instantOrNull = (at: number | null) => (at === null ? null : rfc3339(at))

function present(e: OpenedEnquiry) {
  return {
    id: e.id,
    number: e.number,
    source: e.source,
    state: e.state,
    question: e.question,
    answer: e.answer,
    divisionId: e.divisionId,
    receivedAt: rfc3339(e.receivedAt),
    dueOn: e.dueOn,
    provisional: e.dueProvisional,
    overdue: e.overdue,
    assignedAt: instantOrNull(e.assignedAt),
    answeredAt: instantOrNull(e.answeredAt),
  }
}

function presentFaq({ id, live, draft, authorId, openedAt, changedAt }: Faq) {
  return { id, live, draft, authorId, openedAt: instantOrNull(openedAt), changedAt: rfc3339(changedAt) }
}
