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
import { wechatTokenTables } from './0016-wechat-tokens'
import { templateTables } from './0017-templates'
import { tellingTables } from './0018-telling'
import { ballotsByPoll } from './0019-ballots-by-poll'
import { fileTables } from './0020-files'
import { publicationDeskTables } from './0021-publication-desk'
import { listIndexes } from './0022-list-indexes'
import { homeIndexes } from './0023-home'
import { staffFactorTables } from './0024-staff-factors'
import { calendarTables } from './0025-calendar-years'
import { settingTables } from './0026-settings'
import { adoptionTables } from './0027-adoption-lines'
import { stallTables } from './0029-stalls'
import { analysisTables } from './0030-analysis'
import { reportTables } from './0031-adoption-reports'
import { revisionTables } from './0032-draft-revisions'
import { assignmentTables } from './0033-answer-assignments'
import { invitationTables } from './0034-invitations'
import { drawTables } from './0037-draws'
import { prizeTables } from './0038-prizes'
import { receiptTables } from './0039-receipts'
import { openDataTables } from './0040-open-data'
import { samplingRegisterTables } from './0043-sampling-registers'
import { samplingPlanTables } from './0044-sampling-plans'
import { samplingBatchTables } from './0045-sampling-batches'
import { samplingResultTables } from './0046-sampling-results'
import { flightColumns } from './0047-flights'
import { modelLabelColumns } from './0048-model-labels'
import { fairCountingTables } from './0050-fair-counting'
import { commentListIndexes } from './0057-comment-lists'
import { openidIndexes } from './0059-openids-at-hand'

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
  ...ballotsByPoll,
  ...homeIndexes,
  ...staffFactorTables,
  ...calendarTables,
  ...settingTables,
  ...adoptionTables,
  ...stallTables,
  ...analysisTables,
  ...templateTables,
  ...tellingTables,
  ...wechatTokenTables,
  ...fileTables,
  ...publicationDeskTables,
  ...listIndexes,
  ...samplingRegisterTables,
  ...samplingPlanTables,
  ...samplingBatchTables,
  ...samplingResultTables,
  ...reportTables,
  ...revisionTables,
  ...assignmentTables,
  ...invitationTables,
  ...drawTables,
  ...prizeTables,
  ...receiptTables,
  ...openDataTables,
  ...flightColumns,
  ...fairCountingTables,
  ...modelLabelColumns,
  ...openidIndexes,
  ...commentListIndexes,
]
