import type { Faq, OpenedEnquiry } from '../../src/modules/enquiries'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import {
  ask,
  createEnquiry,
  listFaqs,
  listMyEnquiries,
  readEnquiryOfMine,
  readFaq,
} from './enquiries.contract'

type Services = Pick<Office, 'ask' | 'enquiries' | 'enquiryReads' | 'faqReads'>

export function enquiryRoutes(counter: Counter, services: Services): void {
  const { enquiries, enquiryReads, faqReads } = services
  counter.serve(ask, async ({ body }) => {
    const { answer, sources, confident } = await services.ask.answer(body.question)
    return { answer, sources, confident }
  })
  counter.serve(createEnquiry, async ({ caller, body }) =>
    presentEnquiry(enquiryReads.opened(await enquiries.open(caller, body.question))),
  )
  counter.serve(readEnquiryOfMine, async ({ caller, params }) =>
    presentEnquiry(await enquiryReads.findMine(caller, params.id)),
  )
  counter.serve(listMyEnquiries, async ({ caller, query }) => {
    const { items, nextCursor } = await enquiryReads.mine(caller, query)
    return { items: items.map(presentEnquiry), nextCursor }
  })
  counter.serve(listFaqs, async ({ query }) => {
    const { items, nextCursor } = await faqReads.list(query)
    return { items: items.flatMap(presentFaq), nextCursor }
  })
  counter.serve(readFaq, async ({ params }) => presentFaq(await faqReads.find(params.id))[0])
}

function presentEnquiry(e: OpenedEnquiry) {
  return {
    id: e.id,
    number: e.number,
    question: e.question,
    state: e.state,
    receivedAt: rfc3339(e.receivedAt),
    dueOn: e.dueOn,
    provisional: e.dueProvisional,
    answer: e.answer,
    answeredAt: e.answeredAt === null ? null : rfc3339(e.answeredAt),
  }
}

/** Only what a second person has opened. */
function presentFaq({ id, live }: Faq) {
  return live ? [{ id, ...live }] : []
}
