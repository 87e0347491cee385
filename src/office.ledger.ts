import { LedgerSearch, type TitledSubjects } from './modules/ledger'
import type { Database } from './platform/db/database'

/** The composition root's page about the book: where what it speaks of has a title that its readers may see. */
const titled: readonly TitledSubjects[] = [
  { subjectType: 'publication', table: 'publication_titles', column: 'title' },
  { subjectType: 'poll', table: 'polls', column: 'title' },
  { subjectType: 'quiz', table: 'quizzes', column: 'title' },
  { subjectType: 'consultation', table: 'consultations', column: 'title' },
  { subjectType: 'campaign', table: 'campaigns', column: 'title' },
  { subjectType: 'division', table: 'divisions', column: 'name' },
  { subjectType: 'staff', table: 'staff_accounts', column: 'name' },
]

export const buildLedgerSearch = (database: Database): LedgerSearch => new LedgerSearch(database, titled)
