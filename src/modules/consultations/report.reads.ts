import { type EntityManager, In } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import type { Finding, OverrideLine, ReviewReads, Step } from '../reviews'
import type { StaffActor } from '../staff'
import { reportSubject } from './adoption.book'
import { AdoptionLine } from './adoption.entities'
import { ANSWERED } from './adoption.members'
import { type Comment, Consultation } from './consultations.entities'
import type { ConsultationReads } from './consultations.reads'
import { quotedWords, reportContent } from './report.content'
import { AdoptionReport } from './report.entities'
import {
  findingsOfReport,
  isReportOverdue,
  type ReportContent,
  type ReportState,
  reportDueOn,
  reportHashOf,
  reportStateOf,
} from './report.rules'

/** A report with the words its quotes still have, by comment. */
export interface ReadableReport {
  consultationId: string
  reportId: string | null
  publishedAt: number | null
  content: ReportContent
  quotes: ReadonlyMap<string, string>
}

/** As those who work on it see it. */
export interface ReportDesk extends ReadableReport {
  state: ReportState
  contentHash: string
  findings: Finding[]
  overrides: OverrideLine[]
  sheetNumber: string | null
  openSteps: Step[]
  mySteps: Step[]
  contributorIds: string[]
  unanswered: number
  isClosed: boolean
  dueOn: string
  isOverdue: boolean
  campaignId: string | null
}

/** What became of one comment, as its writer reads it. */
export type Outcome = Pick<
  AdoptionLine,
  'gist' | 'legality' | 'rationality' | 'feasibility' | 'disposition' | 'reason' | 'revisedText'
> & { lineId: string; publishedAt: number }

/** What residents and staff read of reports. */
export class ReportReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly consultations: ConsultationReads,
    private readonly reviews: ReviewReads,
  ) {}

  /** @throws Problem not_found before it is published */
  async published(
    consultationId: string,
  ): Promise<ReadableReport & { reportId: string; publishedAt: number }> {
    const report = await this.database.reads.findOneBy(AdoptionReport, { consultationId })
    if (!report?.content || report.publishedAt === null) throw notFound({ detail: '采纳情况还没有公布。' })
    const { id: reportId, publishedAt, content } = report
    const quotes = await quotedWords(
      this.database.reads,
      content.lines.map((l) => l.id),
    )
    return { consultationId, reportId, publishedAt, content, quotes }
  }

  /** As it stands, published or not. @throws Problem not_found */
  async readable(consultationId: string): Promise<ReadableReport & { report: AdoptionReport | null }> {
    const consultation = await this.consultations.find(consultationId, true)
    const report = await this.database.reads.findOneBy(AdoptionReport, { consultationId })
    if (report?.content) return { ...(await this.published(consultationId)), report }
    const { content, quotes } = await reportContent(
      this.database.reads,
      { ...consultation, finalTally: Object.fromEntries(await this.consultations.counters(consultation)) },
      report?.introduction ?? '',
    )
    return { consultationId, reportId: null, publishedAt: null, content, quotes, report }
  }

  /** @throws Problem not_found */
  async desk(actor: StaffActor, consultationId: string): Promise<ReportDesk> {
    const consultation = await this.consultations.find(consultationId, true)
    const { report, ...readable } = await this.readable(consultationId)
    const { content, quotes, publishedAt } = readable
    const contentHash = report?.contentHash ?? reportHashOf(content)
    const now = this.clock.now()
    const subject = reportSubject(consultationId)
    const latest = await this.reviews.standing(subject)
    const contributorIds = report?.contributorIds ?? []
    const mine = await this.reviews.stepsFor(actor, subject.type, [
      { id: consultationId, matter: { contentHash, authorIds: contributorIds } },
    ])
    const answered = (await this.consultations.answered(consultationId)).get(ANSWERED) ?? 0
    return {
      ...readable,
      state: reportStateOf(publishedAt, latest?.state ?? null),
      contentHash,
      findings: findingsOfReport(content, quotes, shanghaiDay(now)),
      overrides: await this.reviews.overrides(subject, contentHash),
      sheetNumber: latest?.sheetNumber ?? null,
      openSteps: latest?.open ?? [],
      mySteps: mine.get(consultationId) ?? [],
      contributorIds,
      unanswered: content.received - answered,
      isClosed: consultation.frozenAt !== null,
      dueOn: reportDueOn(consultation.closesAt),
      isOverdue: isReportOverdue(consultation, now),
      campaignId: report?.campaignId ?? null,
    }
  }

  /** What became of these comments, by comment; those of reports that are still to come are left out. */
  outcomes(
    comments: readonly Pick<Comment, 'id' | 'consultationId' | 'lineId'>[],
  ): Promise<Map<string, Outcome>> {
    return outcomesOf(this.database.reads, comments)
  }
}

export async function outcomesOf(
  manager: EntityManager,
  comments: readonly Pick<Comment, 'id' | 'consultationId' | 'lineId'>[],
): Promise<Map<string, Outcome>> {
  const ids = [...new Set(comments.map((c) => c.consultationId))]
  const reported = new Map(
    (
      await manager.find(Consultation, { select: { id: true, reportedAt: true }, where: { id: In(ids) } })
    ).flatMap((c) => (c.reportedAt === null ? [] : [[c.id, c.reportedAt] as const])),
  )
  const told = comments.filter((c) => c.lineId !== null && reported.has(c.consultationId))
  const lineIds = [...new Set(told.map((c) => c.lineId ?? ''))]
  const lines = new Map((await manager.findBy(AdoptionLine, { id: In(lineIds) })).map((l) => [l.id, l]))
  return new Map(
    told.flatMap((c) => {
      const line = lines.get(c.lineId ?? '')
      const publishedAt = reported.get(c.consultationId)
      if (!line || publishedAt === undefined) return []
      const { id: lineId, gist, legality, rationality, feasibility, disposition, reason, revisedText } = line
      const said = { gist, legality, rationality, feasibility, disposition, reason, revisedText }
      return [[c.id, { lineId, ...said, publishedAt }] as const]
    }),
  )
}
