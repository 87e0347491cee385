import { platformTables } from './0001-platform'
import { ledgerTables } from './0002-ledger'
import { residentTables } from './0003-residents'
import { staffTables } from './0004-staff'
import { pollTables } from './0005-polls'
import { reviewTables } from './0006-reviews'
import { publicationTables } from './0007-publications'
import { quizTables } from './0008-quizzes'
import { consultationTables } from './0009-consultations'
import { pushTables } from './0010-push'
import { searchTables } from './0011-search'
import { grantTables } from './0012-grants'
import { contentCheckTables } from './0013-content-checks'
import { enquiryTables } from './0014-enquiries'
import { chatTables } from './0015-chat'
import { fileTables } from './0020-files'
import { publicationDeskTables } from './0021-publication-desk'
import { listIndexes } from './0022-list-indexes'

/** The one sequence, for both databases: only ever added to. */
export const migrations = [
  ...platformTables,
  ...ledgerTables,
  ...residentTables,
  ...staffTables,
  ...pollTables,
  ...reviewTables,
  ...publicationTables,
  ...quizTables,
  ...consultationTables,
  ...pushTables,
  ...searchTables,
  ...grantTables,
  ...contentCheckTables,
  ...enquiryTables,
  ...chatTables,
  ...fileTables,
  ...publicationDeskTables,
  ...listIndexes,
]
