import type { BureauCalendar, Settings } from './modules/bureau'
import {
  Ask,
  AskerOfEnquiry,
  AwaitedAnswers,
  Enquiries,
  EnquiriesDue,
  EnquiriesOfResident,
  EnquiryReads,
  FaqReads,
  Faqs,
} from './modules/enquiries'
import type { Ledger } from './modules/ledger'
import type { Campaigns, ConsentPlanner, Reach } from './modules/push'
import type { PersonalData, Residents } from './modules/residents'
import type { PublicSearch } from './modules/search'
import type { Clock } from './platform/clock'
import type { Seal } from './platform/crypto'
import type { Database } from './platform/db/database'

export interface EnquiryParts {
  database: Database
  clock: Clock
  ledger: Ledger
  residents: Residents
  personalData: PersonalData
  seal: Seal
  calendar: BureauCalendar
  settings: Settings
  campaigns: Campaigns
  reach: Reach
  consentPlanner: ConsentPlanner
}

/** The composition root's page about questions and who answers them. */
export function buildEnquiries(parts: EnquiryParts, faqReads: FaqReads, publicSearch: PublicSearch) {
  const { database, clock, ledger, residents, personalData, seal, calendar, campaigns, reach } = parts
  calendar.register(new EnquiriesDue())
  const enquiryReads = new EnquiryReads(database, clock, seal)
  personalData.register(new EnquiriesOfResident(database, enquiryReads))
  reach.register(new AskerOfEnquiry())
  parts.consentPlanner.register(new AwaitedAnswers(database))
  return {
    ask: new Ask(publicSearch, async () => (await parts.settings.current()).contact),
    enquiries: new Enquiries(database, clock, ledger, residents, seal, calendar, campaigns),
    enquiryReads,
    faqs: new Faqs(database, clock, ledger),
    faqReads,
  }
}
