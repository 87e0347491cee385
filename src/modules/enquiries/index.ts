export {
  type Answer,
  Ask,
  type AskSource,
  complaintAnswer,
  notFoundAnswer,
  waysToAPerson,
} from './ask.service'
export { AskerOfEnquiry, AwaitedAnswers } from './enquiries.askers'
export { EnquiriesDue } from './enquiries.due'
export {
  Enquiry,
  EnquiryNumber,
  type EnquirySource,
  type EnquiryState,
  enquirySources,
  enquiryStates,
  Faq,
  type FaqText,
} from './enquiries.entities'
export { EnquiriesOfResident } from './enquiries.personal'
export { enquiryAnswered, enquiryLimitReached, nothingToOpen } from './enquiries.problems'
export { EnquiryReads, type OpenedEnquiry } from './enquiries.reads'
export { ANSWER_MAX, QUESTION_MAX } from './enquiries.rules'
export { Enquiries } from './enquiries.service'
export { FaqReads, Faqs, SearchableFaqs } from './faqs.service'
